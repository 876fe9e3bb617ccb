"""let a poll ask more: several questions of eight kinds, and ballots that hold ranks, dots and words"""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('poll_questions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('poll_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('page', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('fewest', sa.Integer(), nullable=False),
    sa.Column('most', sa.Integer(), nullable=False),
    sa.Column('is_required', sa.Boolean(), nullable=False),
    sa.Column('low_label', sa.String(), nullable=False),
    sa.Column('high_label', sa.String(), nullable=False),
    sa.Column('answer_count', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['poll_id'], ['polls.topic_id'], name=op.f('fk_poll_questions_poll_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_poll_questions'))
    )
    with op.batch_alter_table('poll_questions', schema=None) as batch_op:
        batch_op.create_index('ix_poll_questions_poll', ['poll_id', 'position'], unique=False)
    # The one question of a poll is its title.
    op.execute(
        "INSERT INTO poll_questions (poll_id, position, page, kind, text, fewest, most, is_required, low_label, "
        "high_label, answer_count) SELECT topic_id, 0, 1, choice, '', fewest, most, true, '', '', ballot_count "
        "FROM polls WHERE EXISTS (SELECT 1 FROM poll_options WHERE poll_options.poll_id = polls.topic_id) ORDER BY topic_id"
    )
    _keep_ballots(new_rows=True)
    with op.batch_alter_table('poll_options', schema=None) as batch_op:
        batch_op.add_column(sa.Column('question_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('value', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('dot_count', sa.Integer(), server_default='0', nullable=False))
    op.execute(
        "UPDATE poll_options SET question_id = (SELECT id FROM poll_questions "
        "WHERE poll_questions.poll_id = poll_options.poll_id)"
    )
    with op.batch_alter_table('poll_options', schema=None) as batch_op:
        batch_op.drop_index('ix_poll_options_poll')
        batch_op.alter_column('question_id', existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column('dot_count', existing_type=sa.Integer(), server_default=None)
        batch_op.drop_constraint(op.f('fk_poll_options_poll_id'), type_='foreignkey')
        batch_op.drop_column('poll_id')
        batch_op.create_foreign_key(op.f('fk_poll_options_question_id'), 'poll_questions', ['question_id'], ['id'], ondelete='CASCADE')
        batch_op.create_index('ix_poll_options_question', ['question_id', 'position'], unique=False)
    with op.batch_alter_table('polls', schema=None) as batch_op:
        batch_op.drop_column('most')
        batch_op.drop_column('fewest')
        batch_op.drop_column('choice')


def downgrade():
    """Only the first question of each poll can be kept: the tables of before know no other."""
    with op.batch_alter_table('polls', schema=None) as batch_op:
        batch_op.add_column(sa.Column('choice', sa.String(), server_default='single', nullable=False))
        batch_op.add_column(sa.Column('fewest', sa.Integer(), server_default='1', nullable=False))
        batch_op.add_column(sa.Column('most', sa.Integer(), server_default='1', nullable=False))
    for column, name in (('choice', 'kind'), ('fewest', 'fewest'), ('most', 'most')):
        op.execute(
            f"UPDATE polls SET {column} = coalesce((SELECT {name} FROM poll_questions "  # noqa: S608
            f"WHERE poll_questions.poll_id = polls.topic_id AND position = 0), {column})"
        )
    with op.batch_alter_table('polls', schema=None) as batch_op:
        for column in ('choice', 'fewest', 'most'):
            batch_op.alter_column(column, server_default=None)
    with op.batch_alter_table('poll_options', schema=None) as batch_op:
        batch_op.add_column(sa.Column('poll_id', sa.Integer(), nullable=True))
    op.execute(
        "UPDATE poll_options SET poll_id = (SELECT poll_id FROM poll_questions "
        "WHERE poll_questions.id = poll_options.question_id)"
    )
    _keep_ballots(new_rows=False)
    with op.batch_alter_table('poll_options', schema=None) as batch_op:
        batch_op.drop_index('ix_poll_options_question')
        batch_op.alter_column('poll_id', existing_type=sa.Integer(), nullable=False)
        batch_op.drop_constraint(op.f('fk_poll_options_question_id'), type_='foreignkey')
        batch_op.drop_column('dot_count')
        batch_op.drop_column('value')
        batch_op.drop_column('question_id')
        batch_op.create_foreign_key(op.f('fk_poll_options_poll_id'), 'polls', ['poll_id'], ['topic_id'], ondelete='CASCADE')
        batch_op.create_index('ix_poll_options_poll', ['poll_id', 'position'], unique=False)
    with op.batch_alter_table('poll_questions', schema=None) as batch_op:
        batch_op.drop_index('ix_poll_questions_poll')
    op.drop_table('poll_questions')


BALLOTS = (('open_ballots', 'member_id', sa.Integer), ('secret_ballots', 'ballot', sa.String))


def _keep_ballots(*, new_rows):
    """Make both tables of ballots anew, for their keys change, and bring every row over."""
    for table, key, kind in BALLOTS:
        if table == 'open_ballots':
            with op.batch_alter_table(table, schema=None) as batch_op:
                batch_op.drop_index(op.f('ix_open_ballots_question_id' if not new_rows else 'ix_open_ballots_member_id'))
                if not new_rows:
                    batch_op.drop_index(op.f('ix_open_ballots_poll_id'))
        elif not new_rows:
            with op.batch_alter_table(table, schema=None) as batch_op:
                batch_op.drop_index(op.f('ix_secret_ballots_question_id'))
                batch_op.drop_index(op.f('ix_secret_ballots_poll_id'))
        earlier = f'earlier_{table}'
        op.execute(f'CREATE TABLE {earlier} AS SELECT * FROM {table}')
        op.drop_table(table)
        (_make_new if new_rows else _make_old)(table, key, kind)
        op.execute(NEW_ROWS.format(table=table, key=key) if new_rows else OLD_ROWS.format(table=table, key=key))
        op.drop_table(earlier)


NEW_ROWS = (
    "INSERT INTO {table} ({key}, question_id, place, poll_id, option_id, dots, text) "
    "SELECT e.{key}, q.id, row_number() OVER (PARTITION BY e.poll_id, e.{key} ORDER BY e.option_id) - 1, e.poll_id, "
    "e.option_id, 0, '' FROM earlier_{table} e JOIN poll_questions q ON q.poll_id = e.poll_id"
)
OLD_ROWS = (
    "INSERT INTO {table} ({key}, option_id, poll_id) SELECT e.{key}, e.option_id, e.poll_id FROM earlier_{table} e "
    "JOIN poll_questions q ON q.id = e.question_id WHERE q.position = 0 AND e.option_id IS NOT NULL"
)


def _make_new(table, key, kind):
    members = [sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_open_ballots_member_id'), ondelete='CASCADE')]
    op.create_table(table,
    sa.Column(key, kind(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('poll_id', sa.Integer(), nullable=False),
    sa.Column('option_id', sa.Integer(), nullable=True),
    sa.Column('dots', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    *(members if key == 'member_id' else []),
    sa.ForeignKeyConstraint(['option_id'], ['poll_options.id'], name=op.f(f'fk_{table}_option_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['poll_id'], ['polls.topic_id'], name=op.f(f'fk_{table}_poll_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['question_id'], ['poll_questions.id'], name=op.f(f'fk_{table}_question_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint(key, 'question_id', 'place', name=op.f(f'pk_{table}')),
    **({} if key == 'member_id' else {'sqlite_with_rowid': False})
    )
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.create_index(batch_op.f(f'ix_{table}_question_id'), ['question_id'], unique=False)
        batch_op.create_index(batch_op.f(f'ix_{table}_poll_id'), ['poll_id'], unique=False)


def _make_old(table, key, kind):
    first = ['poll_id', 'member_id', 'option_id'] if key == 'member_id' else ['ballot', 'option_id']
    members = [sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_open_ballots_member_id'), ondelete='CASCADE')]
    op.create_table(table,
    sa.Column(key, kind(), nullable=False),
    sa.Column('option_id', sa.Integer(), nullable=False),
    sa.Column('poll_id', sa.Integer(), nullable=False),
    *(members if key == 'member_id' else []),
    sa.ForeignKeyConstraint(['option_id'], ['poll_options.id'], name=op.f(f'fk_{table}_option_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['poll_id'], ['polls.topic_id'], name=op.f(f'fk_{table}_poll_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint(*first, name=op.f(f'pk_{table}')),
    **({} if key == 'member_id' else {'sqlite_with_rowid': False})
    )
    if key == 'member_id':
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.create_index(batch_op.f('ix_open_ballots_member_id'), ['member_id'], unique=False)
