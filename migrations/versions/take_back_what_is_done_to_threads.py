"""Let moderators take back what they do to whole threads, and let every kind be merged."""

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None

RENAMED = {'idea.merged': 'topic.merged', 'idea.unmerged': 'topic.unmerged'}


def upgrade():
    with op.batch_alter_table('topics', schema=None) as batch_op:
        batch_op.add_column(sa.Column('merged_count', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('note_count', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('is_locked', sa.Boolean(), server_default=sa.text('false'), nullable=False))
    op.execute(
        'UPDATE topics SET merged_count = (SELECT merged_count FROM ideas WHERE ideas.topic_id = topics.id)'
        ' WHERE id IN (SELECT topic_id FROM ideas WHERE merged_count > 0)'
    )
    with op.batch_alter_table('ideas', schema=None) as batch_op:
        batch_op.drop_column('merged_count')
    with op.batch_alter_table('decisions', schema=None) as batch_op:
        batch_op.alter_column('case_id', existing_type=sa.Integer(), nullable=True)
        batch_op.add_column(sa.Column('before', sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column('after', sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column('other_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('merge_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_decisions_other_id'), 'topics', ['other_id'], ['id'], ondelete='SET NULL')
        batch_op.create_foreign_key(batch_op.f('fk_decisions_merge_id'), 'merges', ['merge_id'], ['id'], ondelete='SET NULL')
        batch_op.create_index(batch_op.f('ix_decisions_other_id'), ['other_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_decisions_merge_id'), ['merge_id'], unique=False)
    for before, after in RENAMED.items():
        op.execute(f"UPDATE events SET name = '{after}' WHERE name = '{before}'")


def downgrade():
    for before, after in RENAMED.items():
        op.execute(f"UPDATE events SET name = '{before}' WHERE name = '{after}'")
    op.execute('DELETE FROM decisions WHERE case_id IS NULL')
    with op.batch_alter_table('decisions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_decisions_merge_id'))
        batch_op.drop_index(batch_op.f('ix_decisions_other_id'))
        batch_op.drop_constraint(batch_op.f('fk_decisions_merge_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_decisions_other_id'), type_='foreignkey')
        batch_op.drop_column('merge_id')
        batch_op.drop_column('other_id')
        batch_op.drop_column('after')
        batch_op.drop_column('before')
        batch_op.alter_column('case_id', existing_type=sa.Integer(), nullable=False)
    with op.batch_alter_table('ideas', schema=None) as batch_op:
        batch_op.add_column(sa.Column('merged_count', sa.Integer(), server_default='0', nullable=False))
    op.execute('UPDATE ideas SET merged_count = (SELECT merged_count FROM topics WHERE topics.id = ideas.topic_id)')
    with op.batch_alter_table('topics', schema=None) as batch_op:
        batch_op.drop_column('is_locked')
        batch_op.drop_column('note_count')
        batch_op.drop_column('merged_count')
