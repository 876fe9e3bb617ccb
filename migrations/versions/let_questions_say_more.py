"""let questions say more: duplicates counted, doubts, edit suggestions"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('edit_suggestions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('post_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('is_taken', sa.Boolean(), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['members.id'], name=op.f('fk_edit_suggestions_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['decided_by_id'], ['members.id'], name=op.f('fk_edit_suggestions_decided_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['post_id'], ['posts.id'], name=op.f('fk_edit_suggestions_post_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_edit_suggestions'))
    )
    with op.batch_alter_table('edit_suggestions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_edit_suggestions_by_id'), ['by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_edit_suggestions_post_id'), ['post_id'], unique=False)

    with op.batch_alter_table('questions', schema=None) as batch_op:
        batch_op.add_column(sa.Column('reopened_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('duplicate_count', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('suggestion_count', sa.Integer(), server_default='0', nullable=False))
    op.execute(
        "UPDATE questions SET duplicate_count = (SELECT count(*) FROM topic_links "
        "WHERE topic_links.other_id = questions.topic_id AND topic_links.kind = 'duplicate')"
    )


def downgrade():
    with op.batch_alter_table('questions', schema=None) as batch_op:
        batch_op.drop_column('suggestion_count')
        batch_op.drop_column('duplicate_count')
        batch_op.drop_column('reopened_at')

    with op.batch_alter_table('edit_suggestions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_edit_suggestions_post_id'))
        batch_op.drop_index(batch_op.f('ix_edit_suggestions_by_id'))

    op.drop_table('edit_suggestions')