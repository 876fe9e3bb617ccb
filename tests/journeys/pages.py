"""Every page of the house with a sample from the demo, and who looks at it there."""

from app.demo.story import JANA, KARIN, LENA, NELE, OLE, RUTH, SOPHIE

VISITOR, MEMBER, NEWCOMER, HELPER, MODERATOR, TEAM, OWNER = None, LENA, NELE, KARIN, RUTH, SOPHIE, JANA

# What a machine reads, or what only leads on to a page that stands below.
NO_PAGES = {
    "accounts.own_account.download_data", "assets.show", "home.feed", "home.feed_of_board", "home.feed_of_kind",
    "home.feed_of_topic", "home.healthz", "home.robots", "home.security", "home.sitemap", "posts.show",
    "admin.setup.wizard", "uploads.show", "writing.mentions",
    "admin.imports.export", "insights.concept_tests.results",
    # One needs a test that has not opened, the other somebody in the middle of one; tests/insights reads them.
    "insights.concept_tests.edit", "insights.concepts.run", "insights.priorities.run",
    "offline.icon", "offline.manifest", "offline.token", "offline.worker",
    # These need a letter's token; tests/accounts reads them.
    "accounts.recovery.email", "accounts.recovery.invitation", "accounts.recovery.reset",
    # And these the link of a letter; tests/notifications and tests/kinds read them.
    "notifications.wishes.ask_to_stop", "polls.inviting.by_mail",
    # The first needs a letter's token, the others somebody who objects or reports; tests/moderation reads them.
    "moderation.show_notice", "statements.of_sanction", "moderated.objection", "moderation.notices.show",
    # These need an answer of the last hour or a letter's link; tests/insights reads them.
    "insights.pulses.thanks", "insights.fixed.ask",
    "insights.posters.pdf", "insights.posters.svg",
    "polls.results_file", "polls.texts_file",
}  # fmt: skip
# The pages that people see most.
MAIN = ("home", "ideas", "idea", "question", "open poll", "listened", "search", "queue")

KEPT, HIDDEN = "Pfandbecher statt Pappe", "Jeden Tag ein glutenfreier Kuchen"
IDEA, QUESTION = "Eine Rampe für die zwei Stufen am Eingang", "Dürfen Hunde mit hinein?"
OPEN_POLL, CLOSED_POLL = "Welche zwei Kuchen sollen im Winter bleiben?", "Ein Tisch für Laptops?"
RANKED_POLL, SURVEY = "Welche Röstung soll die nächste Hausmischung werden?", "Wie war unser Hoffest?"
ANNOUNCEMENT, DISCUSSION = "Um 7 Uhr öffnen: Das hat nicht geklappt", "Ist es in letzter Zeit lauter geworden?"
UNSOLVED = "Wo kann man in der Nähe mit dem Anhänger parken?"
HELD = "Gibt es bei euch eine Krabbelecke?"


def all_pages(place):
    """(name, endpoint, who, path) of every page, made once from what stands in the demo."""
    idea, question, discussion = topic(place, IDEA), topic(place, QUESTION), topic(place, DISCUSSION)
    post = place.ask("SELECT id FROM posts WHERE topic_id = ? AND NOT is_opening ORDER BY id", discussion.id)[0][0]
    kept, hidden = topic(place, KEPT), topic(place, HIDDEN)
    held_post = place.ask("SELECT id FROM posts WHERE topic_id = ? AND is_opening", topic(place, HELD).id)[0][0]
    held, reported = topic(place, HELD), place.ask("SELECT id FROM cases WHERE why = 'reported'")[0][0]
    draft = place.ask("SELECT id FROM announcement_drafts")[0][0]
    batch = place.ask("SELECT id FROM import_batches")[0][0]
    group = place.ask("SELECT group_id FROM group_rules")[0][0]
    over, running = (row[0] for row in place.ask("SELECT id FROM concept_tests ORDER BY id"))
    other_group = place.ask("SELECT max(id) FROM groups WHERE id <> ?", group)[0][0]
    answered, asked = (row[0] for row in place.ask("SELECT id FROM priority_rounds ORDER BY id"))
    attribute = place.ask("SELECT id FROM attributes ORDER BY id")[0][0]
    touchpoint, poster = place.ask("SELECT id, token FROM touchpoints ORDER BY id")[0]
    pulse = place.ask("SELECT pulse_id FROM pulse_contacts ORDER BY pulse_id")[0][0]
    suggestion = place.ask("SELECT id FROM edit_suggestions")[0][0]
    answer = place.ask("SELECT p.id FROM posts p JOIN members m ON m.id = p.author_id WHERE p.topic_id = ? AND m.name = ?",
                       question.id, OLE)[0][0]
    party = topic(place, SURVEY)
    written = place.ask("SELECT id FROM poll_questions WHERE poll_id = ? AND kind = 'text'", party.id)[0][0]
    return [
        ("home", "home.home", VISITOR, "/"),
        ("home", "home.home", MEMBER, "/"),
        ("imprint", "home.law", VISITOR, "/imprint"),
        ("offline", "offline.page", VISITOR, "/offline"),
        ("offline", "offline.page", MEMBER, "/offline"),
        ("ideas", "topics.index", VISITOR, "/ideas"),
        ("ideas", "topics.index", MEMBER, "/ideas"),
        ("questions", "topics.index", MEMBER, "/questions"),
        ("polls", "topics.index", VISITOR, "/polls"),
        ("announcements", "topics.index", VISITOR, "/announcements"),
        ("discussions", "topics.index", TEAM, "/discussions"),
        ("no such status", "topics.index", VISITOR, "/ideas?status=merged"),
        ("momentum", "ideas.momentum_page", VISITOR, f"/ideas/{idea.id}/momentum"),
        ("activity", "boards.activity_page", VISITOR, "/boards/plauderecke/activity"),
        ("style guide", "admin.style.style", TEAM, "/admin/style"),
        ("roadmap", "ideas.roadmap_page", VISITOR, "/roadmap"),
        ("listened", "announcements.listened", VISITOR, "/listened"),
        ("listened", "announcements.listened", TEAM, "/listened"),
        ("boards", "boards.index", VISITOR, "/boards"),
        ("board", "boards.show", MEMBER, "/boards/plauderecke"),
        ("tag", "tags.show", VISITOR, place.ask("SELECT '/tags/' || slug FROM tags ORDER BY id")[0][0]),
        ("search", "search.search", VISITOR, "/search"),
        ("search", "search.search", MEMBER, "/search?q=Hafermilch"),
        ("nothing found", "search.search", MEMBER, "/search?q=Donaudampfschifffahrt"),
        ("idea", "topics.show", VISITOR, idea.url),
        ("idea", "topics.show", MEMBER, idea.url),
        ("idea", "topics.show", TEAM, idea.url),
        ("question", "topics.show", VISITOR, question.url),
        ("question", "topics.show", TEAM, question.url),
        ("open poll", "topics.show", MEMBER, topic(place, OPEN_POLL).url),
        ("open poll", "topics.show", VISITOR, topic(place, OPEN_POLL).url),
        ("closed poll", "topics.show", TEAM, topic(place, CLOSED_POLL).url),
        ("all figures", "polls.results", VISITOR, f"/polls/{topic(place, CLOSED_POLL).id}/results"),
        ("all figures", "polls.results", VISITOR, f"/polls/{topic(place, RANKED_POLL).id}/results"),
        ("all figures", "polls.results", TEAM, f"/polls/{party.id}/results"),
        ("short texts", "polls.texts", TEAM, f"/polls/{party.id}/texts/{written}"),
        ("survey", "topics.show", MEMBER, party.url),
        ("ranking", "topics.show", VISITOR, topic(place, RANKED_POLL).url),
        ("invitations", "polls.inviting.invitations", TEAM, f"/polls/{party.id}/invitations"),
        ("voices on paper", "polls.entering.paper", TEAM, f"/polls/{party.id}/paper"),
        ("receipts", "polls.receipts", VISITOR, f"/polls/{topic(place, RANKED_POLL).id}/receipts?code=AAAA"),
        ("announcement", "topics.show", VISITOR, topic(place, ANNOUNCEMENT).url),
        ("discussion", "topics.show", MEMBER, discussion.url),
        ("held question", "topics.show", NEWCOMER, held.url),
        *((f"new {kind}", "topics.new", TEAM, f"/{kind}/new")
          for kind in ("ideas", "questions", "polls", "announcements", "discussions")),
        ("owed", "announcements.owed", VISITOR, "/owed"),
        ("owed", "announcements.owed", TEAM, "/owed"),
        ("drafts", "announcements.drafting.index", TEAM, "/announcements/drafts"),
        ("draft", "announcements.drafting.show", TEAM, f"/announcements/drafts/{draft}"),
        ("edit draft", "announcements.drafting.edit", TEAM, f"/announcements/drafts/{draft}/edit"),
        ("similar", "search.similar", MEMBER, "/ideas/new/similar?title=Hafermilch"),
        ("similar topics", "search.beside", VISITOR, f"/topics/{topic(place, QUESTION).id}/similar"),
        ("edit", "topics.edit", TEAM, f"/topics/{topic(place, ANNOUNCEMENT).id}/edit"),
        ("move", "moderation.threads.move", OWNER, f"/topics/{idea.id}/board"),
        ("pace", "moderation.pace", MODERATOR, f"/topics/{idea.id}/pace"),
        ("merge", "moderation.threads.merging.choose_merge", MODERATOR, f"/ideas/{idea.id}/merge"),
        ("merge", "moderation.threads.merging.choose_merge", MODERATOR, f"/ideas/{idea.id}/merge?into={kept.id}"),
        ("close", "moderation.threads.ask_why", MODERATOR, f"/topics/{idea.id}/closure"),
        ("another title", "moderation.threads.retitle", MODERATOR, f"/topics/{idea.id}/title"),
        ("split", "moderation.threads.split_off", MODERATOR, f"/topics/{idea.id}/split"),
        ("remove", "moderation.removing.remove", MODERATOR, f"/posts/{answer}/removal"),
        ("report anything", "moderation.ask_address", VISITOR, "/report?url=/members/lena-matthiesen"),
        ("report anything", "moderation.ask_address", MEMBER, "/report"),
        ("stored reasons", "rules.reasons", OWNER, "/moderation/reasons?language=de"),
        ("kept idea", "topics.show", MODERATOR, kept.url),
        ("merged idea", "topics.merged", VISITOR, f"/ideas/{kept.id}/merges/1"),
        ("prepared answers", "ideas.answering.index", TEAM, "/ideas/answers"),
        ("idea without a name", "topics.show", MEMBER, hidden.url),
        ("who posted it", "ideas.unveiling.ask", TEAM, f"/ideas/{hidden.id}/author"),
        ("status", "ideas.status", TEAM, f"/ideas/{idea.id}/status"),
        ("duplicate", "questions.duplicate", TEAM, f"/questions/{question.id}/duplicate"),
        ("who can help", "questions.caring.unanswered", VISITOR, "/questions/unanswered"),
        ("questions with the team", "questions.caring.due", TEAM, "/questions/due"),
        ("asked often", "questions.asking_often.faq", VISITOR, "/faq"),
        ("keep the faq", "questions.asking_often.edit", TEAM, "/faq/edit"),
        ("who might know", "questions.asking_around.people", HELPER, f"/questions/{topic(place, UNSOLVED).id}/people"),
        ("may others ask", "questions.asking_around.asking", MEMBER, "/account/asking"),
        ("suggest words", "questions.suggesting.new", HELPER, f"/posts/{answer}/suggestions/new"),
        ("suggested words", "questions.suggesting.show", MODERATOR, f"/suggestions/{suggestion}"),
        ("comment", "posts.new_comment", MEMBER, f"/posts/{post}/comments/new"),
        ("acts", "posts.acts", MODERATOR, f"/posts/{post}/acts"),
        ("edit post", "posts.edit", OWNER, f"/posts/{post}/edit"),
        ("history", "posts.history", MODERATOR, f"/posts/{post}/history"),
        ("notice", "moderation.new_report", VISITOR, f"/posts/{post}/report"),
        ("report", "moderation.new_report", MEMBER, f"/posts/{post}/report"),
        ("sign in", "accounts.door.sign_in_page", VISITOR, "/sign-in"),
        ("sign up", "accounts.door.sign_up_page", VISITOR, "/sign-up"),
        ("forgotten", "accounts.recovery.forgotten", VISITOR, "/forgotten"),
        ("profile", "accounts.profiles.profile", VISITOR, "/members/lena-matthiesen"),
        ("profile", "accounts.profiles.profile", MEMBER, "/members/lena-matthiesen"),
        ("account", "accounts.own_account.account", MEMBER, "/account"),
        ("data", "accounts.own_account.data", MEMBER, "/account/data"),
        ("password", "accounts.own_account.password", MEMBER, "/account/password"),
        ("what you told us", "announcements.told", MEMBER, "/account/told"),
        ("what comes by mail", "notifications.wishes.wishes", MEMBER, "/account/mail"),
        ("leaving", "accounts.own_account.leaving", MEMBER, "/account/leaving"),
        ("inbox", "notifications.index", MEMBER, "/inbox"),
        ("queue", "moderation.queue", MODERATOR, "/moderation"),
        ("case", "moderation.show", MODERATOR, f"/moderation/cases/{reported}"),
        ("case words", "moderation.edit", MODERATOR, f"/moderation/cases/{reported}/words"),
        ("moderated member", "moderated.show", MODERATOR, "/moderation/members/lena-matthiesen"),
        ("decisions about me", "statements.index", MEMBER, "/account/decisions"),
        ("statement", "statements.of_post", NEWCOMER, f"/posts/{held_post}/statement"),
        ("rules", "rules.index", OWNER, "/moderation/rules"),
        ("rules", "rules.index", MODERATOR, "/moderation/rules"),
        ("decisions", "moderation.log", MODERATOR, "/moderation/log"),
        ("year in numbers", "moderation.year_in_numbers", VISITOR, place.ask("SELECT '/log/' || strftime('%Y', 'now')")[0][0]),
        ("public decisions", "moderation.public_log", VISITOR, "/log"),
        ("admin", "admin.overview.overview", OWNER, "/admin"),
        ("settings", "admin.settings.settings", OWNER, "/admin/settings"),
        ("opening hours", "admin.hours.hours", OWNER, "/admin/hours"),
        ("admin boards", "admin.boards.index", OWNER, "/admin/boards"),
        ("admin board", "admin.boards.edit", OWNER, "/admin/boards/plauderecke"),
        ("new board", "admin.boards.new", OWNER, "/admin/boards/new"),
        ("members", "admin.members.index", OWNER, "/admin/members"),
        ("member", "admin.members.show", OWNER, "/admin/members/lena-matthiesen"),
        ("invite", "admin.members.new", OWNER, "/admin/members/new"),
        ("groups", "admin.groups.index", OWNER, "/admin/groups"),
        ("group", "admin.groups.show", OWNER, f"/admin/groups/{group}"),
        ("emotion curve", "insights.curve.index", TEAM, "/insights"),
        ("emotion curve", "insights.curve.index", TEAM, f"/insights?by=stages&first={group}&second={other_group}"),
        ("on paper", "insights.paper.index", TEAM, "/insights/paper"),
        ("quotes", "insights.curve.show_quotes", TEAM, f"/insights/touchpoints/{touchpoint}/quotes"),
        ("touchpoints", "insights.touchpoints.index", TEAM, "/insights/touchpoints"),
        ("pulse by poster", "insights.pulses.ask", VISITOR, f"/pulse/{poster}"),
        ("pulses", "insights.pulses.index", MEMBER, "/pulses"),
        ("pulse in the app", "insights.pulses.ask_member", MEMBER, f"/pulses/{touchpoint}"),
        ("low scores", "insights.cases.index", TEAM, "/insights/cases"),
        ("low score", "insights.cases.show", TEAM, f"/insights/cases/{pulse}"),
        ("touchpoint", "insights.touchpoints.edit", TEAM, f"/insights/touchpoints/{touchpoint}"),
        ("rule of a group", "admin.group_rules.edit", TEAM, f"/admin/groups/{group}/rule"),
        ("what the owner asks", "admin.attributes.index", OWNER, "/admin/attributes"),
        ("a question about members", "admin.attributes.edit", OWNER, f"/admin/attributes/{attribute}"),
        ("what the team may know", "attributes.index", MEMBER, "/account/attributes"),
        ("synonyms", "admin.synonyms.index", OWNER, "/admin/synonyms"),
        ("what matters", "insights.priority.index", TEAM, "/insights/priority"),
        ("what to mend first", "insights.priority.show", TEAM, f"/insights/priority/{answered}"),
        ("what matters to a member", "insights.priorities.show", HELPER, f"/priority/{asked}"),
        ("concept tests", "insights.concept_tests.index", TEAM, "/insights/concepts"),
        ("new concept test", "insights.concept_tests.new", TEAM, "/insights/concepts/new"),
        ("results of concepts", "insights.concept_tests.show", TEAM, f"/insights/concepts/{over}"),
        ("running concept test", "insights.concept_tests.show", TEAM, f"/insights/concepts/{running}"),
        ("concepts to rate", "insights.concepts.show", HELPER, f"/concepts/{running}"),
        ("in and out", "admin.imports.index", OWNER, "/admin/imports"),
        ("import", "admin.imports.show", OWNER, f"/admin/imports/{batch}"),
        ("mail", "admin.mail.index", OWNER, "/admin/mail"),
        ("pages", "admin.pages.index", OWNER, "/admin/pages"),
        ("page", "admin.pages.edit", OWNER, "/admin/pages/imprint"),
        ("system", "admin.system.system", OWNER, "/admin/system"),
    ]  # fmt: skip


class topic:  # noqa: N801 - reads as a word: topic(place, title).url
    """A topic of the demo by its title."""

    def __init__(self, place, title):
        question = "SELECT t.id, b.kind, t.slug FROM topics t JOIN boards b ON b.id = t.board_id WHERE t.title = ?"
        self.id, kind, slug = place.ask(question, title)[0]
        self.url = f"/{kind}/{self.id}-{slug}"
