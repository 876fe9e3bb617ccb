"""Say why a role was taken, and keep it so that it can be given back."""

import sqlalchemy as sa
from alembic import op

revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('sanctions', schema=None) as batch_op:
        batch_op.add_column(sa.Column('role_before', sa.String(), nullable=True))


def downgrade():
    op.execute("DELETE FROM sanctions WHERE kind = 'demoted'")
    with op.batch_alter_table('sanctions', schema=None) as batch_op:
        batch_op.drop_column('role_before')
