"""Let the owner say what is held: rules, and prints of what was removed as advertising."""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('rules',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('is_on', sa.Boolean(), nullable=False),
    sa.Column('lines', sa.Text(), nullable=False),
    sa.Column('most', sa.Integer(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('board_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['board_id'], ['boards.id'], name=op.f('fk_rules_board_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rules'))
    )
    with op.batch_alter_table('rules', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_rules_board_id'), ['board_id'], unique=False)

    op.create_table('spam_prints',
    sa.Column('number', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('post_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['post_id'], ['posts.id'], name=op.f('fk_spam_prints_post_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('number', 'post_id', name=op.f('pk_spam_prints'))
    )
    with op.batch_alter_table('spam_prints', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_spam_prints_post_id'), ['post_id'], unique=False)

    with op.batch_alter_table('site', schema=None) as batch_op:
        batch_op.add_column(sa.Column('rules_stamp', sa.String(), server_default='', nullable=False))



def downgrade():
    with op.batch_alter_table('site', schema=None) as batch_op:
        batch_op.drop_column('rules_stamp')

    with op.batch_alter_table('spam_prints', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_spam_prints_post_id'))

    op.drop_table('spam_prints')
    with op.batch_alter_table('rules', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_rules_board_id'))

    op.drop_table('rules')
