"""give questions a clock"""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('escalations',
    sa.Column('topic_id', sa.Integer(), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['owner_id'], ['members.id'], name=op.f('fk_escalations_owner_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['topic_id'], ['questions.topic_id'], name=op.f('fk_escalations_topic_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('topic_id', name=op.f('pk_escalations'))
    )
    with op.batch_alter_table('escalations', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_escalations_done_at'), ['done_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_escalations_owner_id'), ['owner_id'], unique=False)

    with op.batch_alter_table('boards', schema=None) as batch_op:
        batch_op.add_column(sa.Column('escalate_hours', sa.Integer(), server_default='48', nullable=False))
        batch_op.add_column(sa.Column('promise_hours', sa.Integer(), server_default='0', nullable=False))

    with op.batch_alter_table('questions', schema=None) as batch_op:
        batch_op.add_column(sa.Column('open_since', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('first_answer_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('promised_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('reminders', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('reminded_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('with_team_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f('ix_questions_promised_at'), ['promised_at'], unique=False)
        batch_op.create_index('ix_questions_unsolved', ['topic_id'], unique=False, sqlite_where=sa.text('accepted_id IS NULL'), postgresql_where=sa.text('accepted_id IS NULL'))

    with op.batch_alter_table('site', schema=None) as batch_op:
        batch_op.add_column(sa.Column('opening_hours', sa.JSON(), server_default='[]', nullable=False))
        batch_op.add_column(sa.Column('holidays', sa.JSON(), server_default='[]', nullable=False))
    # The clock runs for what was asked lately; older ones would all come to the team at once.
    lately = sa.bindparam("lately", datetime.now(UTC) - timedelta(days=14), sa.DateTime(timezone=True))
    op.get_bind().execute(
        sa.text(
            "UPDATE questions SET open_since = (SELECT created_at FROM topics WHERE topics.id = questions.topic_id) "
            "WHERE accepted_id IS NULL AND topic_id IN (SELECT id FROM topics "
            "WHERE state = 'published' AND origin IS NULL AND created_at > :lately)"
        ).bindparams(lately)
    )



def downgrade():
    with op.batch_alter_table('site', schema=None) as batch_op:
        batch_op.drop_column('holidays')
        batch_op.drop_column('opening_hours')

    with op.batch_alter_table('questions', schema=None) as batch_op:
        batch_op.drop_index('ix_questions_unsolved', sqlite_where=sa.text('accepted_id IS NULL'), postgresql_where=sa.text('accepted_id IS NULL'))
        batch_op.drop_index(batch_op.f('ix_questions_promised_at'))
        batch_op.drop_column('with_team_at')
        batch_op.drop_column('reminded_at')
        batch_op.drop_column('reminders')
        batch_op.drop_column('promised_at')
        batch_op.drop_column('first_answer_at')
        batch_op.drop_column('open_since')

    with op.batch_alter_table('boards', schema=None) as batch_op:
        batch_op.drop_column('promise_hours')
        batch_op.drop_column('escalate_hours')

    with op.batch_alter_table('escalations', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_escalations_owner_id'))
        batch_op.drop_index(batch_op.f('ix_escalations_done_at'))

    op.drop_table('escalations')