"""Let anything be reported by its address: a member's name or picture, or any page."""

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('reports', schema=None) as batch_op:
        batch_op.alter_column('post_id', existing_type=sa.Integer(), nullable=True)
        batch_op.add_column(sa.Column('about_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('address', sa.String(), server_default='', nullable=False))
        batch_op.create_foreign_key(batch_op.f('fk_reports_about_id'), 'members', ['about_id'], ['id'], ondelete='CASCADE')
        batch_op.create_index(batch_op.f('ix_reports_about_id'), ['about_id'], unique=False)


def downgrade():
    op.execute('DELETE FROM reports WHERE post_id IS NULL')
    with op.batch_alter_table('reports', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_reports_about_id'))
        batch_op.drop_constraint(batch_op.f('fk_reports_about_id'), type_='foreignkey')
        batch_op.drop_column('address')
        batch_op.drop_column('about_id')
        batch_op.alter_column('post_id', existing_type=sa.Integer(), nullable=False)
