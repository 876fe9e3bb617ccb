"""Count paper and invite a few: what cards on the counter say, and who is asked in the app."""

import sqlalchemy as sa
from alembic import op

revision = '0029'
down_revision = '0028'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('paper_counts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('touchpoint_id', sa.Integer(), nullable=False),
    sa.Column('counted_on', sa.Date(), nullable=False),
    sa.Column('place', sa.String(), nullable=False),
    sa.Column('counts', sa.JSON(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['members.id'], name=op.f('fk_paper_counts_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['touchpoint_id'], ['touchpoints.id'], name=op.f('fk_paper_counts_touchpoint_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_paper_counts')),
    sa.UniqueConstraint('touchpoint_id', 'counted_on', 'place', name=op.f('uq_paper_counts_touchpoint_id_counted_on_place'))
    )
    with op.batch_alter_table('paper_counts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_paper_counts_counted_on'), ['counted_on'], unique=False)

    op.create_table('pulse_invitations',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('touchpoint_id', sa.Integer(), nullable=False),
    sa.Column('invited_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_pulse_invitations_member_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['touchpoint_id'], ['touchpoints.id'], name=op.f('fk_pulse_invitations_touchpoint_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pulse_invitations'))
    )
    with op.batch_alter_table('pulse_invitations', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_pulse_invitations_member_id'), ['member_id'], unique=False)



def downgrade():
    with op.batch_alter_table('pulse_invitations', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_pulse_invitations_member_id'))

    op.drop_table('pulse_invitations')
    with op.batch_alter_table('paper_counts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_paper_counts_counted_on'))

    op.drop_table('paper_counts')
