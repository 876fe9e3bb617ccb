"""Show concepts to members before they are built, and keep what they say without their names."""

import sqlalchemy as sa
from alembic import op

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('concept_tests',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('intro', sa.Text(), nullable=False),
    sa.Column('question', sa.String(), nullable=False),
    sa.Column('seen_each', sa.Integer(), nullable=False),
    sa.Column('audience', sa.String(), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=True),
    sa.Column('opens_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('draft_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['members.id'], name=op.f('fk_concept_tests_author_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['draft_id'], ['announcement_drafts.id'], name=op.f('fk_concept_tests_draft_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['group_id'], ['groups.id'], name=op.f('fk_concept_tests_group_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_concept_tests'))
    )
    with op.batch_alter_table('concept_tests', schema=None) as batch_op:
        batch_op.create_index('ix_concept_tests_open', ['closed_at', 'opens_at'], unique=False)

    op.create_table('concept_runs',
    sa.Column('test_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('concept_ids', sa.JSON(), nullable=False),
    sa.Column('is_finished', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_concept_runs_member_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['test_id'], ['concept_tests.id'], name=op.f('fk_concept_runs_test_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('test_id', 'member_id', name=op.f('pk_concept_runs')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('concept_runs', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_concept_runs_member_id'), ['member_id'], unique=False)

    op.create_table('concepts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('test_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('shown', sa.Integer(), nullable=False),
    sa.Column('shown_first', sa.Integer(), nullable=False),
    sa.Column('shown_second', sa.Integer(), nullable=False),
    sa.Column('shown_third', sa.Integer(), nullable=False),
    sa.Column('compared', sa.Integer(), nullable=False),
    sa.Column('chosen', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['test_id'], ['concept_tests.id'], name=op.f('fk_concepts_test_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_concepts'))
    )
    with op.batch_alter_table('concepts', schema=None) as batch_op:
        batch_op.create_index('ix_concepts_test', ['test_id', 'position'], unique=False)

    op.create_table('concept_ratings',
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('concept_id', sa.Integer(), nullable=False),
    sa.Column('score', sa.Integer(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['concept_id'], ['concepts.id'], name=op.f('fk_concept_ratings_concept_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_concept_ratings')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('concept_ratings', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_concept_ratings_concept_id'), ['concept_id'], unique=False)



def downgrade():
    with op.batch_alter_table('concept_ratings', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_concept_ratings_concept_id'))

    op.drop_table('concept_ratings')
    with op.batch_alter_table('concepts', schema=None) as batch_op:
        batch_op.drop_index('ix_concepts_test')

    op.drop_table('concepts')
    with op.batch_alter_table('concept_runs', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_concept_runs_member_id'))

    op.drop_table('concept_runs')
    with op.batch_alter_table('concept_tests', schema=None) as batch_op:
        batch_op.drop_index('ix_concept_tests_open')

    op.drop_table('concept_tests')
