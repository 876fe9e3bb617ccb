"""let the team keep a faq"""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('call_answers',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('topic_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('saved', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_call_answers_member_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['topic_id'], ['questions.topic_id'], name=op.f('fk_call_answers_topic_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_call_answers')),
    sa.UniqueConstraint('topic_id', 'member_id', name=op.f('uq_call_answers_topic_id_member_id'))
    )
    with op.batch_alter_table('call_answers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_call_answers_created_at'), ['created_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_call_answers_member_id'), ['member_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_call_answers_topic_id'), ['topic_id'], unique=False)

    op.create_table('faq_entries',
    sa.Column('topic_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('is_listed', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['topic_id'], ['questions.topic_id'], name=op.f('fk_faq_entries_topic_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('topic_id', name=op.f('pk_faq_entries'))
    )


def downgrade():
    op.drop_table('faq_entries')
    with op.batch_alter_table('call_answers', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_call_answers_topic_id'))
        batch_op.drop_index(batch_op.f('ix_call_answers_member_id'))
        batch_op.drop_index(batch_op.f('ix_call_answers_created_at'))

    op.drop_table('call_answers')