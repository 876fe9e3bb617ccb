"""let polls invite: whom they ask, invitations with links of their own, receipts of secret ballots"""

import sqlalchemy as sa
from alembic import op

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('poll_invitations',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('poll_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('language', sa.String(), nullable=True),
    sa.Column('token_hash', sa.String(), nullable=True),
    sa.Column('reminder_hash', sa.String(), nullable=True),
    sa.Column('has_voted', sa.Boolean(), nullable=False),
    sa.Column('has_declined', sa.Boolean(), nullable=False),
    sa.Column('invited_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_poll_invitations_member_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['poll_id'], ['polls.topic_id'], name=op.f('fk_poll_invitations_poll_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_poll_invitations')),
    sa.UniqueConstraint('poll_id', 'member_id', name=op.f('uq_poll_invitations_poll_id_member_id')),
    sa.UniqueConstraint('reminder_hash', name=op.f('uq_poll_invitations_reminder_hash')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_poll_invitations_token_hash'))
    )
    with op.batch_alter_table('poll_invitations', schema=None) as batch_op:
        batch_op.create_index('ix_poll_invitations_email', ['poll_id', 'email'], unique=False)
        batch_op.create_index(batch_op.f('ix_poll_invitations_member_id'), ['member_id'], unique=False)

    op.create_table('ballot_receipts',
    sa.Column('poll_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['poll_id'], ['polls.topic_id'], name=op.f('fk_ballot_receipts_poll_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('poll_id', 'code', name=op.f('pk_ballot_receipts')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('polls', schema=None) as batch_op:
        batch_op.add_column(sa.Column('audience', sa.String(), server_default='everybody', nullable=False))
        batch_op.add_column(sa.Column('group_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('reminded_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(op.f('fk_polls_group_id'), 'groups', ['group_id'], ['id'], ondelete='SET NULL')
    with op.batch_alter_table('polls', schema=None) as batch_op:
        batch_op.alter_column('audience', existing_type=sa.String(), server_default=None)


def downgrade():
    with op.batch_alter_table('polls', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('fk_polls_group_id'), type_='foreignkey')
        batch_op.drop_column('reminded_at')
        batch_op.drop_column('group_id')
        batch_op.drop_column('audience')
    op.drop_table('ballot_receipts')
    with op.batch_alter_table('poll_invitations', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_poll_invitations_member_id'))
        batch_op.drop_index('ix_poll_invitations_email')
    op.drop_table('poll_invitations')
