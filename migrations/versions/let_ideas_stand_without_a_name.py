"""Let ideas stand without a name, and keep apart who wrote them."""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

FLAGS = (('boards', 'allows_anonymous'), ('topics', 'is_anonymous'), ('posts', 'is_anonymous'))


def upgrade():
    for table, name in FLAGS:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table('hidden_authors',
    sa.Column('post_id', sa.Integer(), nullable=False),
    sa.Column('topic_id', sa.Integer(), nullable=True),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_hidden_authors_member_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['post_id'], ['posts.id'], name=op.f('fk_hidden_authors_post_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['topic_id'], ['topics.id'], name=op.f('fk_hidden_authors_topic_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('post_id', name=op.f('pk_hidden_authors')),
    sa.UniqueConstraint('topic_id', name=op.f('uq_hidden_authors_topic_id'))
    )
    with op.batch_alter_table('hidden_authors', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_hidden_authors_member_id'), ['member_id'], unique=False)


def downgrade():
    with op.batch_alter_table('hidden_authors', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_hidden_authors_member_id'))

    op.drop_table('hidden_authors')
    for table, name in reversed(FLAGS):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column(name)
