"""Learn from decisions, note tone and heat, and slow threads down or let them run."""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('knowledge',
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('is_stale', sa.Boolean(), nullable=False),
    sa.Column('packed', sa.LargeBinary(), nullable=True),
    sa.Column('learned_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('subject', name=op.f('pk_knowledge'))
    )
    op.create_table('heats',
    sa.Column('topic_id', sa.Integer(), nullable=False),
    sa.Column('replies', sa.Integer(), nullable=False),
    sa.Column('voices', sa.Integer(), nullable=False),
    sa.Column('reports', sa.Integer(), nullable=False),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['topic_id'], ['topics.id'], name=op.f('fk_heats_topic_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('topic_id', name=op.f('pk_heats'))
    )
    with op.batch_alter_table('heats', schema=None) as batch_op:
        batch_op.create_index('ix_heats_noted', ['noted_at'], unique=False)

    op.create_table('lessons',
    sa.Column('post_id', sa.Integer(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('is_bad', sa.Boolean(), nullable=False),
    sa.Column('features', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['post_id'], ['posts.id'], name=op.f('fk_lessons_post_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('post_id', 'subject', name=op.f('pk_lessons'))
    )
    with op.batch_alter_table('lessons', schema=None) as batch_op:
        batch_op.create_index('ix_lessons_subject', ['subject', 'created_at'], unique=False)

    op.create_table('linked_hosts',
    sa.Column('post_id', sa.Integer(), nullable=False),
    sa.Column('host', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['post_id'], ['posts.id'], name=op.f('fk_linked_hosts_post_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('post_id', 'host', name=op.f('pk_linked_hosts'))
    )
    with op.batch_alter_table('linked_hosts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_linked_hosts_created_at'), ['created_at'], unique=False)
        batch_op.create_index('ix_linked_hosts_host', ['host', 'created_at'], unique=False)

    op.create_table('tones',
    sa.Column('post_id', sa.Integer(), nullable=False),
    sa.Column('polarity', sa.Double(), nullable=True),
    sa.Column('unfriendly', sa.Double(), nullable=True),
    sa.Column('language', sa.String(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['post_id'], ['posts.id'], name=op.f('fk_tones_post_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('post_id', name=op.f('pk_tones'))
    )
    with op.batch_alter_table('site', schema=None) as batch_op:
        batch_op.add_column(sa.Column('spam_care', sa.String(), server_default='normal', nullable=False))

    with op.batch_alter_table('topics', schema=None) as batch_op:
        batch_op.add_column(sa.Column('slow_minutes', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('slow_until', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('let_run_until', sa.DateTime(timezone=True), nullable=True))



def downgrade():
    with op.batch_alter_table('topics', schema=None) as batch_op:
        batch_op.drop_column('let_run_until')
        batch_op.drop_column('slow_until')
        batch_op.drop_column('slow_minutes')

    with op.batch_alter_table('site', schema=None) as batch_op:
        batch_op.drop_column('spam_care')

    op.drop_table('tones')
    with op.batch_alter_table('linked_hosts', schema=None) as batch_op:
        batch_op.drop_index('ix_linked_hosts_host')
        batch_op.drop_index(batch_op.f('ix_linked_hosts_created_at'))

    op.drop_table('linked_hosts')
    with op.batch_alter_table('lessons', schema=None) as batch_op:
        batch_op.drop_index('ix_lessons_subject')

    op.drop_table('lessons')
    with op.batch_alter_table('heats', schema=None) as batch_op:
        batch_op.drop_index('ix_heats_noted')

    op.drop_table('heats')
    op.drop_table('knowledge')
