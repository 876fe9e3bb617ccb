"""notice what many ask and who might know"""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('askable',
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_askable_member_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('member_id', name=op.f('pk_askable'))
    )
    op.create_table('peaks',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('board_id', sa.Integer(), nullable=False),
    sa.Column('topic_id', sa.Integer(), nullable=False),
    sa.Column('alike', sa.JSON(), nullable=False),
    sa.Column('found_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('dismissed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['board_id'], ['boards.id'], name=op.f('fk_peaks_board_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['topic_id'], ['topics.id'], name=op.f('fk_peaks_topic_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_peaks'))
    )
    with op.batch_alter_table('peaks', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_peaks_board_id'), ['board_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_peaks_found_at'), ['found_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_peaks_topic_id'), ['topic_id'], unique=False)

    op.create_table('asked_around',
    sa.Column('topic_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['members.id'], name=op.f('fk_asked_around_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_asked_around_member_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['topic_id'], ['questions.topic_id'], name=op.f('fk_asked_around_topic_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('topic_id', 'member_id', name=op.f('pk_asked_around'))
    )
    with op.batch_alter_table('asked_around', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_asked_around_created_at'), ['created_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_asked_around_member_id'), ['member_id'], unique=False)



def downgrade():
    with op.batch_alter_table('asked_around', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_asked_around_member_id'))
        batch_op.drop_index(batch_op.f('ix_asked_around_created_at'))

    op.drop_table('asked_around')
    with op.batch_alter_table('peaks', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_peaks_topic_id'))
        batch_op.drop_index(batch_op.f('ix_peaks_found_at'))
        batch_op.drop_index(batch_op.f('ix_peaks_board_id'))

    op.drop_table('peaks')
    op.drop_table('askable')
