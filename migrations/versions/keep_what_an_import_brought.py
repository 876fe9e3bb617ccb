"""Keep what an import brought, so that it can be taken back."""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

MADE = ('board', 'member', 'topic', 'tag', 'merge')


def upgrade():
    op.create_table('import_batches',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('format', sa.String(), nullable=False),
    sa.Column('file', sa.String(), nullable=False),
    sa.Column('board_name', sa.String(), nullable=False),
    sa.Column('board_id', sa.Integer(), nullable=True),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('columns', sa.JSON(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=True),
    sa.Column('added', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['board_id'], ['boards.id'], name=op.f('fk_import_batches_board_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['by_id'], ['members.id'], name=op.f('fk_import_batches_by_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_batches'))
    )
    op.create_table('imported_rows',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('batch_id', sa.Integer(), nullable=False),
    *(sa.Column(f'{name}_id', sa.Integer(), nullable=True) for name in MADE),
    sa.ForeignKeyConstraint(['batch_id'], ['import_batches.id'], name=op.f('fk_imported_rows_batch_id'), ondelete='CASCADE'),
    *(sa.ForeignKeyConstraint([f'{name}_id'], [f'{name}s.id'], name=op.f(f'fk_imported_rows_{name}_id'), ondelete='CASCADE')
      for name in MADE),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_imported_rows')),
    *(sa.UniqueConstraint(f'{name}_id', name=op.f(f'uq_imported_rows_{name}_id')) for name in MADE)
    )
    with op.batch_alter_table('imported_rows', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_imported_rows_batch_id'), ['batch_id'], unique=False)


def downgrade():
    with op.batch_alter_table('imported_rows', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_imported_rows_batch_id'))

    op.drop_table('imported_rows')
    op.drop_table('import_batches')
