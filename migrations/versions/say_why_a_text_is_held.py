"""Say why a text is held, order the queue by harm, and keep what a decision did beside deciding."""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('cases', schema=None) as batch_op:
        batch_op.add_column(sa.Column('kind', sa.String(), server_default='text', nullable=False))
        batch_op.add_column(sa.Column('harm', sa.Integer(), server_default='1', nullable=False))
        batch_op.drop_index(batch_op.f('ix_cases_open'))
        batch_op.create_index('ix_cases_waiting', ['closed_at', 'harm', 'id'], unique=False)

    with op.batch_alter_table('decisions', schema=None) as batch_op:
        batch_op.add_column(sa.Column('also', sa.String(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('trusted_before', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('version_before', sa.Integer(), nullable=True))

    with op.batch_alter_table('members', schema=None) as batch_op:
        batch_op.add_column(sa.Column('trusted_at', sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table('posts', schema=None) as batch_op:
        batch_op.add_column(sa.Column('held_for', sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column('edited_for_author', sa.Boolean(), server_default=sa.false(), nullable=False))



def downgrade():
    with op.batch_alter_table('posts', schema=None) as batch_op:
        batch_op.drop_column('edited_for_author')
        batch_op.drop_column('held_for')

    with op.batch_alter_table('members', schema=None) as batch_op:
        batch_op.drop_column('trusted_at')

    with op.batch_alter_table('decisions', schema=None) as batch_op:
        batch_op.drop_column('version_before')
        batch_op.drop_column('trusted_before')
        batch_op.drop_column('also')

    with op.batch_alter_table('cases', schema=None) as batch_op:
        batch_op.drop_index('ix_cases_waiting')
        batch_op.create_index(batch_op.f('ix_cases_open'), ['closed_at', 'opened_at'], unique=False)
        batch_op.drop_column('harm')
        batch_op.drop_column('kind')

