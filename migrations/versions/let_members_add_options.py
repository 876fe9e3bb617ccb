"""let members add options of their own, where the team allows it"""

import sqlalchemy as sa
from alembic import op

revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('poll_questions', schema=None) as batch_op:
        batch_op.add_column(sa.Column('takes_own', sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table('poll_options', schema=None) as batch_op:
        batch_op.add_column(sa.Column('post_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f('fk_poll_options_post_id'), 'posts', ['post_id'], ['id'], ondelete='CASCADE')
        batch_op.create_index(batch_op.f('ix_poll_options_post_id'), ['post_id'], unique=False)


def downgrade():
    with op.batch_alter_table('poll_options', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_poll_options_post_id'))
        batch_op.drop_constraint(op.f('fk_poll_options_post_id'), type_='foreignkey')
        batch_op.drop_column('post_id')
    with op.batch_alter_table('poll_questions', schema=None) as batch_op:
        batch_op.drop_column('takes_own')
