"""Open the house: every table of the first version."""

import sqlalchemy as sa
from alembic import op

from app.audit.triggers import DROP_TRIGGERS, TRIGGERS

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('audit_entries',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('act', sa.String(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('topic_id', sa.Integer(), nullable=True),
    sa.Column('post_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('before', sa.Text(), nullable=False),
    sa.Column('after', sa.Text(), nullable=False),
    sa.Column('network', sa.String(), nullable=False),
    sa.Column('previous', sa.String(), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_entries')),
    sa.UniqueConstraint('digest', name=op.f('uq_audit_entries_digest')),
    sqlite_autoincrement=True
    )
    op.create_table('audit_head',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('entries', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_head'))
    )
    op.create_table('cursors',
    sa.Column('reader', sa.String(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('error', sa.String(), nullable=False),
    sa.Column('retry_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('moved_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('reader', name=op.f('pk_cursors'))
    )
    op.create_table('groups',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_groups')),
    sa.UniqueConstraint('name', name=op.f('uq_groups_name'))
    )
    op.create_table('leases',
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('holder', sa.String(), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_leases'))
    )
    op.create_table('members',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('name_key', sa.String(), nullable=False),
    sa.Column('skeleton', sa.String(), nullable=False),
    sa.Column('handle', sa.String(), nullable=False),
    sa.Column('email', sa.String(), nullable=True),
    sa.Column('email_key', sa.String(), nullable=True),
    sa.Column('wanted_email', sa.String(), nullable=True),
    sa.Column('password_hash', sa.String(), nullable=True),
    sa.Column('role', sa.String(), nullable=False),
    sa.Column('language', sa.String(), nullable=True),
    sa.Column('theme', sa.String(), nullable=False),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('avatar', sa.String(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('blocked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('left_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('approved_posts', sa.Integer(), nullable=False),
    sa.Column('post_count', sa.Integer(), nullable=False),
    sa.Column('unread_notices', sa.Integer(), nullable=False),
    sa.Column('origin', sa.String(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_members')),
    sa.UniqueConstraint('email_key', name=op.f('uq_members_email_key')),
    sa.UniqueConstraint('handle', name=op.f('uq_members_handle')),
    sa.UniqueConstraint('name_key', name=op.f('uq_members_name_key')),
    sa.UniqueConstraint('origin', name=op.f('uq_members_origin'))
    )
    with op.batch_alter_table('members', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_members_skeleton'), ['skeleton'], unique=False)

    op.create_table('site',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('tagline', sa.String(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('address', sa.String(), nullable=False),
    sa.Column('timezone', sa.String(), nullable=False),
    sa.Column('accent_hue', sa.Integer(), nullable=False),
    sa.Column('sign_up_open', sa.Boolean(), nullable=False),
    sa.Column('contact', sa.String(), nullable=False),
    sa.Column('status_words', sa.JSON(), nullable=False),
    sa.Column('smtp_url', sa.String(), nullable=False),
    sa.Column('mail_from', sa.String(), nullable=False),
    sa.Column('imprint', sa.Text(), nullable=False),
    sa.Column('privacy', sa.Text(), nullable=False),
    sa.Column('rules', sa.Text(), nullable=False),
    sa.Column('accessibility', sa.Text(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('id = 1', name=op.f('ck_site_only_one')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_site'))
    )
    op.create_table('suggestion_days',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('shown', sa.Integer(), nullable=False),
    sa.Column('taken', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('day', name=op.f('pk_suggestion_days'))
    )
    op.create_table('tags',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('slug', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tags')),
    sa.UniqueConstraint('slug', name=op.f('uq_tags_slug'))
    )
    op.create_table('timed_runs',
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('error', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_timed_runs'))
    )
    op.create_table('boards',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('slug', sa.String(), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('audience', sa.String(), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('vote_budget', sa.Integer(), nullable=False),
    sa.Column('answer_from', sa.Integer(), nullable=False),
    sa.Column('topic_count', sa.Integer(), nullable=False),
    sa.Column('archived_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['group_id'], ['groups.id'], name=op.f('fk_boards_group_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_boards')),
    sa.UniqueConstraint('slug', name=op.f('uq_boards_slug'))
    )
    with op.batch_alter_table('boards', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_boards_kind'), ['kind'], unique=False)

    op.create_table('group_members',
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['group_id'], ['groups.id'], name=op.f('fk_group_members_group_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_group_members_member_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('group_id', 'member_id', name=op.f('pk_group_members'))
    )
    with op.batch_alter_table('group_members', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_group_members_member_id'), ['member_id'], unique=False)

    op.create_table('mail_wishes',
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('at_once', sa.Boolean(), nullable=False),
    sa.Column('daily', sa.Boolean(), nullable=False),
    sa.Column('weekly', sa.Boolean(), nullable=False),
    sa.Column('timezone', sa.String(), nullable=True),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_mail_wishes_member_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('member_id', name=op.f('pk_mail_wishes'))
    )
    op.create_table('mails',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('to', sa.String(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.Column('stop_url', sa.String(), nullable=False),
    sa.Column('told', sa.JSON(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('error', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('try_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('failed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_mails_member_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mails')),
    sa.UniqueConstraint('key', name=op.f('uq_mails_key'))
    )
    with op.batch_alter_table('mails', schema=None) as batch_op:
        batch_op.create_index('ix_mails_waiting', ['sent_at', 'failed_at', 'try_at'], unique=False)

    op.create_table('one_time_links',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('purpose', sa.String(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_one_time_links_member_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_one_time_links')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_one_time_links_token_hash'))
    )
    with op.batch_alter_table('one_time_links', schema=None) as batch_op:
        batch_op.create_index('ix_one_time_links_open', ['member_id', 'purpose'], unique=False)

    op.create_table('sign_ins',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('device', sa.String(), nullable=False),
    sa.Column('network', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_sign_ins_member_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_ins')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_sign_ins_token_hash'))
    )
    with op.batch_alter_table('sign_ins', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sign_ins_member_id'), ['member_id'], unique=False)

    op.create_table('board_follows',
    sa.Column('board_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['board_id'], ['boards.id'], name=op.f('fk_board_follows_board_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_board_follows_member_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('board_id', 'member_id', name=op.f('pk_board_follows'))
    )
    with op.batch_alter_table('board_follows', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_board_follows_member_id'), ['member_id'], unique=False)

    op.create_table('topics',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('board_id', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('slug', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('excerpt', sa.String(), nullable=False),
    sa.Column('language', sa.String(), nullable=True),
    sa.Column('tag_names', sa.JSON(), nullable=False),
    sa.Column('vote_count', sa.Integer(), nullable=False),
    sa.Column('reply_count', sa.Integer(), nullable=False),
    sa.Column('comment_count', sa.Integer(), nullable=False),
    sa.Column('heat', sa.Double(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_activity_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('pinned_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('origin', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['author_id'], ['members.id'], name=op.f('fk_topics_author_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['board_id'], ['boards.id'], name=op.f('fk_topics_board_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_topics')),
    sa.UniqueConstraint('origin', name=op.f('uq_topics_origin'))
    )
    with op.batch_alter_table('topics', schema=None) as batch_op:
        batch_op.create_index('ix_topics_activity', ['last_activity_at', 'id'], unique=False)
        batch_op.create_index('ix_topics_author', ['author_id', 'id'], unique=False)
        batch_op.create_index('ix_topics_board_activity', ['board_id', 'last_activity_at', 'id'], unique=False)
        batch_op.create_index('ix_topics_board_heat', ['board_id', 'heat', 'id'], unique=False)
        batch_op.create_index('ix_topics_board_new', ['board_id', 'created_at', 'id'], unique=False)
        batch_op.create_index('ix_topics_board_pinned', ['board_id', 'pinned_at'], unique=False)
        batch_op.create_index('ix_topics_board_votes', ['board_id', 'vote_count', 'id'], unique=False)
        batch_op.create_index('ix_topics_heat', ['heat', 'id'], unique=False)
        batch_op.create_index('ix_topics_new', ['created_at', 'id'], unique=False)
        batch_op.create_index('ix_topics_unanswered', ['created_at'], unique=False, sqlite_where=sa.text('reply_count = comment_count AND closed_at IS NULL'), postgresql_where=sa.text('reply_count = comment_count AND closed_at IS NULL'))
        batch_op.create_index('ix_topics_votes', ['vote_count', 'id'], unique=False)

    op.create_table('announcement_drafts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('board_id', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('topic_id', sa.Integer(), nullable=True),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('outcome', sa.String(), nullable=False),
    sa.Column('source_ids', sa.JSON(), nullable=False),
    sa.Column('tag_names', sa.JSON(), nullable=False),
    sa.Column('publish_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('trouble', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['members.id'], name=op.f('fk_announcement_drafts_author_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['board_id'], ['boards.id'], name=op.f('fk_announcement_drafts_board_id'), ondelete='RESTRICT'),
    sa.ForeignKeyConstraint(['topic_id'], ['topics.id'], name=op.f('fk_announcement_drafts_topic_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_announcement_drafts')),
    sa.UniqueConstraint('topic_id', name=op.f('uq_announcement_drafts_topic_id'))
    )
    with op.batch_alter_table('announcement_drafts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_announcement_drafts_publish_at'), ['publish_at'], unique=False)

    op.create_table('announcements',
    sa.Column('topic_id', sa.Integer(), nullable=False),
    sa.Column('outcome', sa.String(), nullable=False),
    sa.Column('tell_since', sa.DateTime(timezone=True), nullable=True),
    sa.Column('asked_count', sa.Integer(), nullable=False),
    sa.Column('told_count', sa.Integer(), nullable=False),
    sa.Column('read_count', sa.Integer(), nullable=False),
    sa.Column('checked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('right_count', sa.Integer(), nullable=False),
    sa.Column('wrong_count', sa.Integer(), nullable=False),
    sa.Column('reopened_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['topic_id'], ['topics.id'], name=op.f('fk_announcements_topic_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('topic_id', name=op.f('pk_announcements'))
    )
    with op.batch_alter_table('announcements', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_announcements_outcome'), ['outcome'], unique=False)
        batch_op.create_index(batch_op.f('ix_announcements_tell_since'), ['tell_since'], unique=False)

    op.create_table('ideas',
    sa.Column('topic_id', sa.Integer(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('what_would_change', sa.Text(), nullable=False),
    sa.Column('moved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('merged_count', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['topic_id'], ['topics.id'], name=op.f('fk_ideas_topic_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('topic_id', name=op.f('pk_ideas'))
    )
    with op.batch_alter_table('ideas', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ideas_status'), ['status'], unique=False)

    op.create_table('merges',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('merged_id', sa.Integer(), nullable=False),
    sa.Column('kept_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('status_before', sa.String(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undone_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['members.id'], name=op.f('fk_merges_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['kept_id'], ['topics.id'], name=op.f('fk_merges_kept_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['merged_id'], ['topics.id'], name=op.f('fk_merges_merged_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['undone_by_id'], ['members.id'], name=op.f('fk_merges_undone_by_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_merges'))
    )
    with op.batch_alter_table('merges', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_merges_kept_id'), ['kept_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_merges_merged_id'), ['merged_id'], unique=False)
        batch_op.create_index('ix_merges_standing', ['merged_id'], unique=True, sqlite_where=sa.text('undone_at IS NULL'), postgresql_where=sa.text('undone_at IS NULL'))

    op.create_table('polls',
    sa.Column('topic_id', sa.Integer(), nullable=False),
    sa.Column('choice', sa.String(), nullable=False),
    sa.Column('fewest', sa.Integer(), nullable=False),
    sa.Column('most', sa.Integer(), nullable=False),
    sa.Column('is_secret', sa.Boolean(), nullable=False),
    sa.Column('results_shown', sa.String(), nullable=False),
    sa.Column('decides', sa.Text(), nullable=False),
    sa.Column('decided_by', sa.String(), nullable=False),
    sa.Column('decided_until', sa.String(), nullable=False),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ballot_count', sa.Integer(), nullable=False),
    sa.Column('electorate', sa.Integer(), nullable=True),
    sa.Column('shuffle_key', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['topic_id'], ['topics.id'], name=op.f('fk_polls_topic_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('topic_id', name=op.f('pk_polls'))
    )
    with op.batch_alter_table('polls', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_polls_closes_at'), ['closes_at'], unique=False)

    op.create_table('topic_links',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('topic_id', sa.Integer(), nullable=False),
    sa.Column('other_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['other_id'], ['topics.id'], name=op.f('fk_topic_links_other_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['topic_id'], ['topics.id'], name=op.f('fk_topic_links_topic_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_topic_links')),
    sa.UniqueConstraint('topic_id', 'other_id', 'kind', name=op.f('uq_topic_links_topic_id_other_id_kind'))
    )
    with op.batch_alter_table('topic_links', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_topic_links_other_id'), ['other_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_topic_links_topic_id'), ['topic_id'], unique=False)

    op.create_table('topic_tags',
    sa.Column('topic_id', sa.Integer(), nullable=False),
    sa.Column('tag_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['tag_id'], ['tags.id'], name=op.f('fk_topic_tags_tag_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['topic_id'], ['topics.id'], name=op.f('fk_topic_tags_topic_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('topic_id', 'tag_id', name=op.f('pk_topic_tags'))
    )
    with op.batch_alter_table('topic_tags', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_topic_tags_tag_id'), ['tag_id'], unique=False)

    op.create_table('announcement_sources',
    sa.Column('announcement_id', sa.Integer(), nullable=False),
    sa.Column('topic_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['announcement_id'], ['announcements.topic_id'], name=op.f('fk_announcement_sources_announcement_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['topic_id'], ['topics.id'], name=op.f('fk_announcement_sources_topic_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('announcement_id', 'topic_id', name=op.f('pk_announcement_sources'))
    )
    with op.batch_alter_table('announcement_sources', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_announcement_sources_topic_id'), ['topic_id'], unique=False)

    op.create_table('hearers',
    sa.Column('announcement_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('asked', sa.Boolean(), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('checked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('is_right', sa.Boolean(), nullable=True),
    sa.ForeignKeyConstraint(['announcement_id'], ['announcements.topic_id'], name=op.f('fk_hearers_announcement_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_hearers_member_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('announcement_id', 'member_id', name=op.f('pk_hearers'))
    )
    with op.batch_alter_table('hearers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_hearers_member_id'), ['member_id'], unique=False)

    op.create_table('idea_care',
    sa.Column('topic_id', sa.Integer(), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['owner_id'], ['members.id'], name=op.f('fk_idea_care_owner_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['topic_id'], ['ideas.topic_id'], name=op.f('fk_idea_care_topic_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('topic_id', name=op.f('pk_idea_care'))
    )
    with op.batch_alter_table('idea_care', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_idea_care_due_on'), ['due_on'], unique=False)

    op.create_table('idea_moves',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('topic_id', sa.Integer(), nullable=False),
    sa.Column('before', sa.String(), nullable=False),
    sa.Column('after', sa.String(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('what_would_change', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['members.id'], name=op.f('fk_idea_moves_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['topic_id'], ['ideas.topic_id'], name=op.f('fk_idea_moves_topic_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_idea_moves'))
    )
    with op.batch_alter_table('idea_moves', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_idea_moves_topic_id'), ['topic_id'], unique=False)

    op.create_table('participations',
    sa.Column('poll_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_participations_member_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['poll_id'], ['polls.topic_id'], name=op.f('fk_participations_poll_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('poll_id', 'member_id', name=op.f('pk_participations')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('participations', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_participations_member_id'), ['member_id'], unique=False)

    op.create_table('poll_options',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('poll_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('ballot_count', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['poll_id'], ['polls.topic_id'], name=op.f('fk_poll_options_poll_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_poll_options'))
    )
    with op.batch_alter_table('poll_options', schema=None) as batch_op:
        batch_op.create_index('ix_poll_options_poll', ['poll_id', 'position'], unique=False)

    op.create_table('posts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('topic_id', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('is_opening', sa.Boolean(), nullable=False),
    sa.Column('parent_id', sa.Integer(), nullable=True),
    sa.Column('thread_id', sa.Integer(), nullable=True),
    sa.Column('merge_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('earlier_state', sa.String(), nullable=True),
    sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.Column('renderer_version', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('vote_count', sa.Integer(), nullable=False),
    sa.Column('carried_up', sa.Integer(), nullable=False),
    sa.Column('carried_down', sa.Integer(), nullable=False),
    sa.Column('comment_count', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('edited_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('origin', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['author_id'], ['members.id'], name=op.f('fk_posts_author_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['merge_id'], ['merges.id'], name=op.f('fk_posts_merge_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['parent_id'], ['posts.id'], name=op.f('fk_posts_parent_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['thread_id'], ['posts.id'], name=op.f('fk_posts_thread_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['topic_id'], ['topics.id'], name=op.f('fk_posts_topic_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_posts')),
    sa.UniqueConstraint('origin', name=op.f('uq_posts_origin'))
    )
    with op.batch_alter_table('posts', schema=None) as batch_op:
        batch_op.create_index('ix_posts_author', ['author_id', 'id'], unique=False)
        batch_op.create_index('ix_posts_merge', ['merge_id', 'id'], unique=False, sqlite_where=sa.text('merge_id IS NOT NULL'), postgresql_where=sa.text('merge_id IS NOT NULL'))
        batch_op.create_index(batch_op.f('ix_posts_parent_id'), ['parent_id'], unique=False)
        batch_op.create_index('ix_posts_thread', ['thread_id', 'id'], unique=False, sqlite_where=sa.text('thread_id IS NOT NULL'), postgresql_where=sa.text('thread_id IS NOT NULL'))
        batch_op.create_index('ix_posts_topic', ['topic_id', 'thread_id', 'id'], unique=False)
        batch_op.create_index('ix_posts_unpublished', ['state', 'id'], unique=False, sqlite_where=sa.text("state != 'published'"), postgresql_where=sa.text("state != 'published'"))

    op.create_table('prepared_answers',
    sa.Column('topic_id', sa.Integer(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('what_would_change', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('publish_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['members.id'], name=op.f('fk_prepared_answers_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['topic_id'], ['ideas.topic_id'], name=op.f('fk_prepared_answers_topic_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('topic_id', name=op.f('pk_prepared_answers'))
    )
    with op.batch_alter_table('prepared_answers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_prepared_answers_publish_at'), ['publish_at'], unique=False)

    op.create_table('topic_follows',
    sa.Column('topic_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('muted', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('merge_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_topic_follows_member_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['merge_id'], ['merges.id'], name=op.f('fk_topic_follows_merge_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['topic_id'], ['topics.id'], name=op.f('fk_topic_follows_topic_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('topic_id', 'member_id', name=op.f('pk_topic_follows'))
    )
    with op.batch_alter_table('topic_follows', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_topic_follows_member_id'), ['member_id'], unique=False)
        batch_op.create_index('ix_topic_follows_merge', ['merge_id'], unique=False, sqlite_where=sa.text('merge_id IS NOT NULL'), postgresql_where=sa.text('merge_id IS NOT NULL'))

    op.create_table('cases',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('post_id', sa.Integer(), nullable=False),
    sa.Column('why', sa.String(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('claimed_by_id', sa.Integer(), nullable=True),
    sa.Column('claimed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['claimed_by_id'], ['members.id'], name=op.f('fk_cases_claimed_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['post_id'], ['posts.id'], name=op.f('fk_cases_post_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cases'))
    )
    with op.batch_alter_table('cases', schema=None) as batch_op:
        batch_op.create_index('ix_cases_open', ['closed_at', 'opened_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_cases_post_id'), ['post_id'], unique=False)

    op.create_table('events',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('board_id', sa.Integer(), nullable=True),
    sa.Column('topic_id', sa.Integer(), nullable=True),
    sa.Column('post_id', sa.Integer(), nullable=True),
    sa.Column('data', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['actor_id'], ['members.id'], name=op.f('fk_events_actor_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['board_id'], ['boards.id'], name=op.f('fk_events_board_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_events_member_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['post_id'], ['posts.id'], name=op.f('fk_events_post_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['topic_id'], ['topics.id'], name=op.f('fk_events_topic_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_events')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('events', schema=None) as batch_op:
        batch_op.create_index('ix_events_topic', ['topic_id'], unique=False)

    op.create_table('notices',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('about', sa.String(), nullable=False),
    sa.Column('detail', sa.String(), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('topic_id', sa.Integer(), nullable=True),
    sa.Column('post_id', sa.Integer(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('last_event_id', sa.Integer(), nullable=False),
    sa.Column('urgent_event_id', sa.Integer(), nullable=False),
    sa.Column('mailed_event_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['actor_id'], ['members.id'], name=op.f('fk_notices_actor_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_notices_member_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['post_id'], ['posts.id'], name=op.f('fk_notices_post_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['topic_id'], ['topics.id'], name=op.f('fk_notices_topic_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notices'))
    )
    with op.batch_alter_table('notices', schema=None) as batch_op:
        batch_op.create_index('ix_notices_newest', ['member_id', 'last_event_id'], unique=False)
        batch_op.create_index('ix_notices_unmailed', ['created_at'], unique=False, sqlite_where=sa.text('read_at IS NULL AND mailed_event_id < last_event_id'), postgresql_where=sa.text('read_at IS NULL AND mailed_event_id < last_event_id'))
        batch_op.create_index('ix_notices_unread', ['member_id', 'topic_id', 'read_at'], unique=False)

    op.create_table('open_ballots',
    sa.Column('poll_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('option_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_open_ballots_member_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['option_id'], ['poll_options.id'], name=op.f('fk_open_ballots_option_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['poll_id'], ['polls.topic_id'], name=op.f('fk_open_ballots_poll_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('poll_id', 'member_id', 'option_id', name=op.f('pk_open_ballots'))
    )
    with op.batch_alter_table('open_ballots', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_open_ballots_member_id'), ['member_id'], unique=False)

    op.create_table('questions',
    sa.Column('topic_id', sa.Integer(), nullable=False),
    sa.Column('accepted_id', sa.Integer(), nullable=True),
    sa.Column('accepted_by_id', sa.Integer(), nullable=True),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('lost_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['accepted_by_id'], ['members.id'], name=op.f('fk_questions_accepted_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['accepted_id'], ['posts.id'], name=op.f('fk_questions_accepted_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['lost_id'], ['posts.id'], name=op.f('fk_questions_lost_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['topic_id'], ['topics.id'], name=op.f('fk_questions_topic_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('topic_id', name=op.f('pk_questions'))
    )
    with op.batch_alter_table('questions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_questions_accepted_at'), ['accepted_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_questions_accepted_id'), ['accepted_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_questions_lost_id'), ['lost_id'], unique=False)

    op.create_table('revisions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('post_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(), nullable=True),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('editor_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['editor_id'], ['members.id'], name=op.f('fk_revisions_editor_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['post_id'], ['posts.id'], name=op.f('fk_revisions_post_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_revisions')),
    sa.UniqueConstraint('post_id', 'number', name=op.f('uq_revisions_post_id_number'))
    )
    op.create_table('secret_ballots',
    sa.Column('ballot', sa.String(), nullable=False),
    sa.Column('option_id', sa.Integer(), nullable=False),
    sa.Column('poll_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['option_id'], ['poll_options.id'], name=op.f('fk_secret_ballots_option_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['poll_id'], ['polls.topic_id'], name=op.f('fk_secret_ballots_poll_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('ballot', 'option_id', name=op.f('pk_secret_ballots')),
    sqlite_with_rowid=False
    )
    op.create_table('sent_forms',
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('post_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_sent_forms_member_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['post_id'], ['posts.id'], name=op.f('fk_sent_forms_post_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_sent_forms'))
    )
    with op.batch_alter_table('sent_forms', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sent_forms_created_at'), ['created_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_sent_forms_member_id'), ['member_id'], unique=False)

    op.create_table('uploads',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('post_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('alt', sa.Text(), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('bytes', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('loose_since', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_uploads_member_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['post_id'], ['posts.id'], name=op.f('fk_uploads_post_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_uploads')),
    sa.UniqueConstraint('name', name=op.f('uq_uploads_name'))
    )
    with op.batch_alter_table('uploads', schema=None) as batch_op:
        batch_op.create_index('ix_uploads_loose', ['loose_since'], unique=False)
        batch_op.create_index('ix_uploads_member', ['member_id', 'created_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_uploads_post_id'), ['post_id'], unique=False)

    op.create_table('votes',
    sa.Column('post_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('is_own', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['members.id'], name=op.f('fk_votes_member_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['post_id'], ['posts.id'], name=op.f('fk_votes_post_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('post_id', 'member_id', name=op.f('pk_votes'))
    )
    with op.batch_alter_table('votes', schema=None) as batch_op:
        batch_op.create_index('ix_votes_member', ['member_id', 'post_id'], unique=False)

    op.create_table('decisions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('post_id', sa.Integer(), nullable=False),
    sa.Column('act', sa.String(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('rule', sa.String(), nullable=False),
    sa.Column('state_before', sa.String(), nullable=False),
    sa.Column('earlier_state_before', sa.String(), nullable=True),
    sa.Column('approved_before', sa.DateTime(timezone=True), nullable=True),
    sa.Column('role_before', sa.String(), nullable=True),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undone_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['members.id'], name=op.f('fk_decisions_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_decisions_case_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['post_id'], ['posts.id'], name=op.f('fk_decisions_post_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['undone_by_id'], ['members.id'], name=op.f('fk_decisions_undone_by_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_decisions'))
    )
    with op.batch_alter_table('decisions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_decisions_case_id'), ['case_id'], unique=False)
        batch_op.create_index('ix_decisions_created', ['created_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_decisions_post_id'), ['post_id'], unique=False)

    op.create_table('merged_votes',
    sa.Column('merge_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('post_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['merge_id'], ['merges.id'], name=op.f('fk_merged_votes_merge_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['post_id', 'member_id'], ['votes.post_id', 'votes.member_id'], name=op.f('fk_merged_votes_post_id_member_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('merge_id', 'member_id', name=op.f('pk_merged_votes'))
    )
    with op.batch_alter_table('merged_votes', schema=None) as batch_op:
        batch_op.create_index('ix_merged_votes_vote', ['post_id', 'member_id'], unique=False)

    op.create_table('reports',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('post_id', sa.Integer(), nullable=False),
    sa.Column('reporter_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('weight', sa.Double(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('upheld', sa.Boolean(), nullable=True),
    sa.Column('decision_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['decision_id'], ['decisions.id'], name=op.f('fk_reports_decision_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['post_id'], ['posts.id'], name=op.f('fk_reports_post_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['reporter_id'], ['members.id'], name=op.f('fk_reports_reporter_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reports'))
    )
    with op.batch_alter_table('reports', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reports_decision_id'), ['decision_id'], unique=False)
        batch_op.create_index('ix_reports_once', ['post_id', 'reporter_id'], unique=True)

    for statement in TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade():
    for statement in DROP_TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)
    with op.batch_alter_table('reports', schema=None) as batch_op:
        batch_op.drop_index('ix_reports_once')
        batch_op.drop_index(batch_op.f('ix_reports_decision_id'))

    op.drop_table('reports')
    with op.batch_alter_table('merged_votes', schema=None) as batch_op:
        batch_op.drop_index('ix_merged_votes_vote')

    op.drop_table('merged_votes')
    with op.batch_alter_table('decisions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_decisions_post_id'))
        batch_op.drop_index('ix_decisions_created')
        batch_op.drop_index(batch_op.f('ix_decisions_case_id'))

    op.drop_table('decisions')
    with op.batch_alter_table('votes', schema=None) as batch_op:
        batch_op.drop_index('ix_votes_member')

    op.drop_table('votes')
    with op.batch_alter_table('uploads', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_uploads_post_id'))
        batch_op.drop_index('ix_uploads_member')
        batch_op.drop_index('ix_uploads_loose')

    op.drop_table('uploads')
    with op.batch_alter_table('sent_forms', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sent_forms_member_id'))
        batch_op.drop_index(batch_op.f('ix_sent_forms_created_at'))

    op.drop_table('sent_forms')
    op.drop_table('secret_ballots')
    op.drop_table('revisions')
    with op.batch_alter_table('questions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_questions_lost_id'))
        batch_op.drop_index(batch_op.f('ix_questions_accepted_id'))
        batch_op.drop_index(batch_op.f('ix_questions_accepted_at'))

    op.drop_table('questions')
    with op.batch_alter_table('open_ballots', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_open_ballots_member_id'))

    op.drop_table('open_ballots')
    with op.batch_alter_table('notices', schema=None) as batch_op:
        batch_op.drop_index('ix_notices_unread')
        batch_op.drop_index('ix_notices_unmailed', sqlite_where=sa.text('read_at IS NULL AND mailed_event_id < last_event_id'), postgresql_where=sa.text('read_at IS NULL AND mailed_event_id < last_event_id'))
        batch_op.drop_index('ix_notices_newest')

    op.drop_table('notices')
    with op.batch_alter_table('events', schema=None) as batch_op:
        batch_op.drop_index('ix_events_topic')

    op.drop_table('events')
    with op.batch_alter_table('cases', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_cases_post_id'))
        batch_op.drop_index('ix_cases_open')

    op.drop_table('cases')
    with op.batch_alter_table('topic_follows', schema=None) as batch_op:
        batch_op.drop_index('ix_topic_follows_merge', sqlite_where=sa.text('merge_id IS NOT NULL'), postgresql_where=sa.text('merge_id IS NOT NULL'))
        batch_op.drop_index(batch_op.f('ix_topic_follows_member_id'))

    op.drop_table('topic_follows')
    with op.batch_alter_table('prepared_answers', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_prepared_answers_publish_at'))

    op.drop_table('prepared_answers')
    with op.batch_alter_table('posts', schema=None) as batch_op:
        batch_op.drop_index('ix_posts_unpublished', sqlite_where=sa.text("state != 'published'"), postgresql_where=sa.text("state != 'published'"))
        batch_op.drop_index('ix_posts_topic')
        batch_op.drop_index('ix_posts_thread', sqlite_where=sa.text('thread_id IS NOT NULL'), postgresql_where=sa.text('thread_id IS NOT NULL'))
        batch_op.drop_index(batch_op.f('ix_posts_parent_id'))
        batch_op.drop_index('ix_posts_merge', sqlite_where=sa.text('merge_id IS NOT NULL'), postgresql_where=sa.text('merge_id IS NOT NULL'))
        batch_op.drop_index('ix_posts_author')

    op.drop_table('posts')
    with op.batch_alter_table('poll_options', schema=None) as batch_op:
        batch_op.drop_index('ix_poll_options_poll')

    op.drop_table('poll_options')
    with op.batch_alter_table('participations', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_participations_member_id'))

    op.drop_table('participations')
    with op.batch_alter_table('idea_moves', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_idea_moves_topic_id'))

    op.drop_table('idea_moves')
    with op.batch_alter_table('idea_care', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_idea_care_due_on'))

    op.drop_table('idea_care')
    with op.batch_alter_table('hearers', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_hearers_member_id'))

    op.drop_table('hearers')
    with op.batch_alter_table('announcement_sources', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_announcement_sources_topic_id'))

    op.drop_table('announcement_sources')
    with op.batch_alter_table('topic_tags', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_topic_tags_tag_id'))

    op.drop_table('topic_tags')
    with op.batch_alter_table('topic_links', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_topic_links_topic_id'))
        batch_op.drop_index(batch_op.f('ix_topic_links_other_id'))

    op.drop_table('topic_links')
    with op.batch_alter_table('polls', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_polls_closes_at'))

    op.drop_table('polls')
    with op.batch_alter_table('merges', schema=None) as batch_op:
        batch_op.drop_index('ix_merges_standing', sqlite_where=sa.text('undone_at IS NULL'), postgresql_where=sa.text('undone_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_merges_merged_id'))
        batch_op.drop_index(batch_op.f('ix_merges_kept_id'))

    op.drop_table('merges')
    with op.batch_alter_table('ideas', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_ideas_status'))

    op.drop_table('ideas')
    with op.batch_alter_table('announcements', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_announcements_tell_since'))
        batch_op.drop_index(batch_op.f('ix_announcements_outcome'))

    op.drop_table('announcements')
    with op.batch_alter_table('announcement_drafts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_announcement_drafts_publish_at'))

    op.drop_table('announcement_drafts')
    with op.batch_alter_table('topics', schema=None) as batch_op:
        batch_op.drop_index('ix_topics_votes')
        batch_op.drop_index('ix_topics_unanswered', sqlite_where=sa.text('reply_count = comment_count AND closed_at IS NULL'), postgresql_where=sa.text('reply_count = comment_count AND closed_at IS NULL'))
        batch_op.drop_index('ix_topics_new')
        batch_op.drop_index('ix_topics_heat')
        batch_op.drop_index('ix_topics_board_votes')
        batch_op.drop_index('ix_topics_board_pinned')
        batch_op.drop_index('ix_topics_board_new')
        batch_op.drop_index('ix_topics_board_heat')
        batch_op.drop_index('ix_topics_board_activity')
        batch_op.drop_index('ix_topics_author')
        batch_op.drop_index('ix_topics_activity')

    op.drop_table('topics')
    with op.batch_alter_table('board_follows', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_board_follows_member_id'))

    op.drop_table('board_follows')
    with op.batch_alter_table('sign_ins', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sign_ins_member_id'))

    op.drop_table('sign_ins')
    with op.batch_alter_table('one_time_links', schema=None) as batch_op:
        batch_op.drop_index('ix_one_time_links_open')

    op.drop_table('one_time_links')
    with op.batch_alter_table('mails', schema=None) as batch_op:
        batch_op.drop_index('ix_mails_waiting')

    op.drop_table('mails')
    op.drop_table('mail_wishes')
    with op.batch_alter_table('group_members', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_group_members_member_id'))

    op.drop_table('group_members')
    with op.batch_alter_table('boards', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_boards_kind'))

    op.drop_table('boards')
    op.drop_table('timed_runs')
    op.drop_table('tags')
    op.drop_table('suggestion_days')
    op.drop_table('site')
    with op.batch_alter_table('members', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_members_skeleton'))

    op.drop_table('members')
    op.drop_table('leases')
    op.drop_table('groups')
    op.drop_table('cursors')
    op.drop_table('audit_head')
    op.drop_table('audit_entries')
