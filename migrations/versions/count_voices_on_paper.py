"""count voices on paper apart from ballots, and draft the announcement that a poll owes"""

import sqlalchemy as sa
from alembic import op

revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('paper_voices',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('poll_id', sa.Integer(), nullable=False),
    sa.Column('option_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('place', sa.String(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['members.id'], name=op.f('fk_paper_voices_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['option_id'], ['poll_options.id'], name=op.f('fk_paper_voices_option_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['poll_id'], ['polls.topic_id'], name=op.f('fk_paper_voices_poll_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_paper_voices'))
    )
    with op.batch_alter_table('paper_voices', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_paper_voices_option_id'), ['option_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_paper_voices_poll_id'), ['poll_id'], unique=False)

    with op.batch_alter_table('polls', schema=None) as batch_op:
        batch_op.add_column(sa.Column('paper_count', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('draft_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f('fk_polls_draft_id'), 'announcement_drafts', ['draft_id'], ['id'], ondelete='SET NULL')
    with op.batch_alter_table('polls', schema=None) as batch_op:
        batch_op.alter_column('paper_count', existing_type=sa.Integer(), server_default=None)


def downgrade():
    with op.batch_alter_table('polls', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('fk_polls_draft_id'), type_='foreignkey')
        batch_op.drop_column('draft_id')
        batch_op.drop_column('paper_count')
    with op.batch_alter_table('paper_voices', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_paper_voices_poll_id'))
        batch_op.drop_index(batch_op.f('ix_paper_voices_option_id'))
    op.drop_table('paper_voices')
