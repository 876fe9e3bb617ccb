"""Let the owner say the eight stored reasons in their own words."""

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        'stored_reasons',
        sa.Column('name', sa.String(), nullable=False),
        sa.Column('language', sa.String(), nullable=False),
        sa.Column('words', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('name', 'language', name=op.f('pk_stored_reasons')),
    )


def downgrade():
    op.drop_table('stored_reasons')
