"""count polls by parts: what parts of the members did in a poll, counted when it closes, and the texts that the team shows"""

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('poll_parts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('poll_id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('group_name', sa.String(), nullable=False),
    sa.Column('part', sa.String(), nullable=False),
    sa.Column('n', sa.Integer(), nullable=False),
    sa.Column('of', sa.Integer(), nullable=False),
    sa.Column('counts', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['poll_id'], ['polls.topic_id'], name=op.f('fk_poll_parts_poll_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['question_id'], ['poll_questions.id'], name=op.f('fk_poll_parts_question_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_poll_parts'))
    )
    with op.batch_alter_table('poll_parts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_poll_parts_poll_id'), ['poll_id'], unique=False)
    op.create_table('poll_quotes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['question_id'], ['poll_questions.id'], name=op.f('fk_poll_quotes_question_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_poll_quotes')),
    sa.UniqueConstraint('question_id', 'text', name='uq_poll_quotes_text')
    )


def downgrade():
    op.drop_table('poll_quotes')
    with op.batch_alter_table('poll_parts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_poll_parts_poll_id'))

    op.drop_table('poll_parts')
