"""Say something against a member, with an end, and let everybody object to what was decided about them."""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('sanctions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('rule', sa.String(), nullable=False),
    sa.Column('decision_id', sa.Integer(), nullable=True),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('lifted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('lifted_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['members.id'], name=op.f('fk_sanctions_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['decision_id'], ['decisions.id'], name=op.f('fk_sanctions_decision_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['lifted_by_id'], ['members.id'], name=op.f('fk_sanctions_lifted_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_sanctions_member_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sanctions'))
    )
    with op.batch_alter_table('sanctions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sanctions_created_at'), ['created_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_sanctions_decision_id'), ['decision_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_sanctions_member_id'), ['member_id'], unique=False)

    op.create_table('objections',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('decision_id', sa.Integer(), nullable=True),
    sa.Column('sanction_id', sa.Integer(), nullable=True),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('settled_by_id', sa.Integer(), nullable=True),
    sa.Column('upheld', sa.Boolean(), nullable=True),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['decision_id'], ['decisions.id'], name=op.f('fk_objections_decision_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_objections_member_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['sanction_id'], ['sanctions.id'], name=op.f('fk_objections_sanction_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['settled_by_id'], ['members.id'], name=op.f('fk_objections_settled_by_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_objections'))
    )
    with op.batch_alter_table('objections', schema=None) as batch_op:
        batch_op.create_index('ix_objections_decision', ['decision_id'], unique=True)
        batch_op.create_index(batch_op.f('ix_objections_member_id'), ['member_id'], unique=False)
        batch_op.create_index('ix_objections_open', ['settled_at', 'id'], unique=False)
        batch_op.create_index('ix_objections_sanction', ['sanction_id'], unique=True)

    with op.batch_alter_table('members', schema=None) as batch_op:
        batch_op.add_column(sa.Column('blocked_until', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('silenced_until', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('slowed_until', sa.DateTime(timezone=True), nullable=True))



def downgrade():
    with op.batch_alter_table('members', schema=None) as batch_op:
        batch_op.drop_column('slowed_until')
        batch_op.drop_column('silenced_until')
        batch_op.drop_column('blocked_until')

    with op.batch_alter_table('objections', schema=None) as batch_op:
        batch_op.drop_index('ix_objections_sanction')
        batch_op.drop_index('ix_objections_open')
        batch_op.drop_index(batch_op.f('ix_objections_member_id'))
        batch_op.drop_index('ix_objections_decision')

    op.drop_table('objections')
    with op.batch_alter_table('sanctions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sanctions_member_id'))
        batch_op.drop_index(batch_op.f('ix_sanctions_decision_id'))
        batch_op.drop_index(batch_op.f('ix_sanctions_created_at'))

    op.drop_table('sanctions')
