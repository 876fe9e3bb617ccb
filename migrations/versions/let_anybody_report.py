"""Let anybody report what is against the law: who they are, and the address of their receipt."""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('reports', schema=None) as batch_op:
        batch_op.add_column(sa.Column('name', sa.String(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('email', sa.String(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('token', sa.String(), nullable=True))
        batch_op.create_unique_constraint(batch_op.f('uq_reports_token'), ['token'])



def downgrade():
    with op.batch_alter_table('reports', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_reports_token'), type_='unique')
        batch_op.drop_column('token')
        batch_op.drop_column('email')
        batch_op.drop_column('name')

