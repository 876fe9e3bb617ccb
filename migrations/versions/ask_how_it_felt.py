"""Ask how it felt: pulses, the cases that low scores become, and what keeps one device to one answer a day."""

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('pulse_salts',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('salt', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('day', name=op.f('pk_pulse_salts'))
    )
    op.create_table('pulses',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('touchpoint_id', sa.Integer(), nullable=False),
    sa.Column('score', sa.Integer(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('may_quote', sa.Boolean(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('answered_on', sa.Date(), nullable=False),
    sa.Column('origin', sa.String(), nullable=True),
    sa.CheckConstraint('score BETWEEN -2 AND 2', name=op.f('ck_pulses_score')),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_pulses_member_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['touchpoint_id'], ['touchpoints.id'], name=op.f('fk_pulses_touchpoint_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pulses')),
    sa.UniqueConstraint('origin', name=op.f('uq_pulses_origin')),
    sa.UniqueConstraint('touchpoint_id', 'member_id', 'answered_on', name=op.f('uq_pulses_touchpoint_id_member_id_answered_on'))
    )
    with op.batch_alter_table('pulses', schema=None) as batch_op:
        batch_op.create_index('ix_pulses_curve', ['answered_on', 'touchpoint_id', 'score'], unique=False)
        batch_op.create_index(batch_op.f('ix_pulses_member_id'), ['member_id'], unique=False)

    op.create_table('pulse_cases',
    sa.Column('pulse_id', sa.Integer(), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reopened_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ask_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('is_fixed', sa.Boolean(), nullable=True),
    sa.ForeignKeyConstraint(['owner_id'], ['members.id'], name=op.f('fk_pulse_cases_owner_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['pulse_id'], ['pulses.id'], name=op.f('fk_pulse_cases_pulse_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('pulse_id', name=op.f('pk_pulse_cases'))
    )
    with op.batch_alter_table('pulse_cases', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_pulse_cases_ask_at'), ['ask_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_pulse_cases_owner_id'), ['owner_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_pulse_cases_state'), ['state'], unique=False)

    op.create_table('sent_pulses',
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('pulse_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['pulse_id'], ['pulses.id'], name=op.f('fk_sent_pulses_pulse_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_sent_pulses'))
    )
    with op.batch_alter_table('sent_pulses', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sent_pulses_pulse_id'), ['pulse_id'], unique=False)

    op.create_table('pulse_contacts',
    sa.Column('pulse_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('phone', sa.String(), nullable=False),
    sa.Column('consent', sa.Text(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_pulse_contacts_member_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['pulse_id'], ['pulse_cases.pulse_id'], name=op.f('fk_pulse_contacts_pulse_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('pulse_id', name=op.f('pk_pulse_contacts'))
    )
    with op.batch_alter_table('pulse_contacts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_pulse_contacts_ends_at'), ['ends_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_pulse_contacts_member_id'), ['member_id'], unique=False)

    op.create_table('pulse_notes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('pulse_id', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['members.id'], name=op.f('fk_pulse_notes_author_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['pulse_id'], ['pulse_cases.pulse_id'], name=op.f('fk_pulse_notes_pulse_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pulse_notes'))
    )
    with op.batch_alter_table('pulse_notes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_pulse_notes_pulse_id'), ['pulse_id'], unique=False)

    with op.batch_alter_table('touchpoints', schema=None) as batch_op:
        batch_op.add_column(sa.Column('asks_members', sa.Boolean(), server_default='1', nullable=False))



def downgrade():
    with op.batch_alter_table('touchpoints', schema=None) as batch_op:
        batch_op.drop_column('asks_members')

    with op.batch_alter_table('pulse_notes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_pulse_notes_pulse_id'))

    op.drop_table('pulse_notes')
    with op.batch_alter_table('pulse_contacts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_pulse_contacts_member_id'))
        batch_op.drop_index(batch_op.f('ix_pulse_contacts_ends_at'))

    op.drop_table('pulse_contacts')
    with op.batch_alter_table('sent_pulses', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sent_pulses_pulse_id'))

    op.drop_table('sent_pulses')
    with op.batch_alter_table('pulse_cases', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_pulse_cases_state'))
        batch_op.drop_index(batch_op.f('ix_pulse_cases_owner_id'))
        batch_op.drop_index(batch_op.f('ix_pulse_cases_ask_at'))

    op.drop_table('pulse_cases')
    with op.batch_alter_table('pulses', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_pulses_member_id'))
        batch_op.drop_index('ix_pulses_curve')

    op.drop_table('pulses')
    op.drop_table('pulse_salts')
