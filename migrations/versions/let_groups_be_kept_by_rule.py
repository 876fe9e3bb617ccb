"""Let groups be kept by rule, of what members do and of what they tell with consent."""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('attributes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('question', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('options', sa.JSON(), nullable=False),
    sa.Column('purpose', sa.String(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attributes'))
    )
    op.create_table('attribute_answers',
    sa.Column('attribute_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.Column('number', sa.Double(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('consent', sa.Text(), nullable=False),
    sa.Column('consented_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['attribute_id'], ['attributes.id'], name=op.f('fk_attribute_answers_attribute_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_attribute_answers_member_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('attribute_id', 'member_id', name=op.f('pk_attribute_answers'))
    )
    with op.batch_alter_table('attribute_answers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_attribute_answers_member_id'), ['member_id'], unique=False)

    op.create_table('group_rules',
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.Column('roles', sa.String(), nullable=False),
    sa.Column('act', sa.String(), nullable=False),
    sa.Column('act_count', sa.Integer(), nullable=False),
    sa.Column('act_days', sa.Integer(), nullable=False),
    sa.Column('joined_from', sa.DateTime(timezone=True), nullable=True),
    sa.Column('joined_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('least_days', sa.Integer(), nullable=True),
    sa.Column('most_days', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['group_id'], ['groups.id'], name=op.f('fk_group_rules_group_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('group_id', name=op.f('pk_group_rules'))
    )
    op.create_table('wanted_answers',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.Column('attribute_id', sa.Integer(), nullable=False),
    sa.Column('option', sa.String(), nullable=True),
    sa.Column('least', sa.Double(), nullable=True),
    sa.Column('most', sa.Double(), nullable=True),
    sa.ForeignKeyConstraint(['attribute_id'], ['attributes.id'], name=op.f('fk_wanted_answers_attribute_id')),
    sa.ForeignKeyConstraint(['group_id'], ['group_rules.group_id'], name=op.f('fk_wanted_answers_group_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_wanted_answers'))
    )
    with op.batch_alter_table('wanted_answers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_wanted_answers_attribute_id'), ['attribute_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_wanted_answers_group_id'), ['group_id'], unique=False)



def downgrade():
    with op.batch_alter_table('wanted_answers', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_wanted_answers_group_id'))
        batch_op.drop_index(batch_op.f('ix_wanted_answers_attribute_id'))

    op.drop_table('wanted_answers')
    op.drop_table('group_rules')
    with op.batch_alter_table('attribute_answers', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_attribute_answers_member_id'))

    op.drop_table('attribute_answers')
    op.drop_table('attributes')
