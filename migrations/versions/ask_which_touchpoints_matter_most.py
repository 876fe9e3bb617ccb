"""Ask members which touchpoints matter most, and remind the team of what it wants to look at again."""

import sqlalchemy as sa
from alembic import op

revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('priority_rounds',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['author_id'], ['members.id'], name=op.f('fk_priority_rounds_author_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_priority_rounds'))
    )
    op.create_table('priority_items',
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('touchpoint_id', sa.Integer(), nullable=False),
    sa.Column('shown', sa.Integer(), nullable=False),
    sa.Column('answered', sa.Integer(), nullable=False),
    sa.Column('best', sa.Integer(), nullable=False),
    sa.Column('worst', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['round_id'], ['priority_rounds.id'], name=op.f('fk_priority_items_round_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['touchpoint_id'], ['touchpoints.id'], name=op.f('fk_priority_items_touchpoint_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('round_id', 'touchpoint_id', name=op.f('pk_priority_items'))
    )
    with op.batch_alter_table('priority_items', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_priority_items_touchpoint_id'), ['touchpoint_id'], unique=False)

    op.create_table('priority_pairs',
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('first_id', sa.Integer(), nullable=False),
    sa.Column('second_id', sa.Integer(), nullable=False),
    sa.Column('together', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['first_id'], ['touchpoints.id'], name=op.f('fk_priority_pairs_first_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['round_id'], ['priority_rounds.id'], name=op.f('fk_priority_pairs_round_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['second_id'], ['touchpoints.id'], name=op.f('fk_priority_pairs_second_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('round_id', 'first_id', 'second_id', name=op.f('pk_priority_pairs'))
    )
    op.create_table('priority_runs',
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('screens', sa.JSON(), nullable=False),
    sa.Column('is_finished', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_priority_runs_member_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['round_id'], ['priority_rounds.id'], name=op.f('fk_priority_runs_round_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('round_id', 'member_id', name=op.f('pk_priority_runs')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('priority_runs', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_priority_runs_member_id'), ['member_id'], unique=False)

    with op.batch_alter_table('touchpoints', schema=None) as batch_op:
        batch_op.add_column(sa.Column('reminded_on', sa.Date(), nullable=True))



def downgrade():
    with op.batch_alter_table('touchpoints', schema=None) as batch_op:
        batch_op.drop_column('reminded_on')

    with op.batch_alter_table('priority_runs', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_priority_runs_member_id'))

    op.drop_table('priority_runs')
    op.drop_table('priority_pairs')
    with op.batch_alter_table('priority_items', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_priority_items_touchpoint_id'))

    op.drop_table('priority_items')
    op.drop_table('priority_rounds')
