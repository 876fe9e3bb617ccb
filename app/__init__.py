"""Earshot: a customer community that a small business runs itself. create_app() is the table of contents."""

import logging

from flask import Flask, request
from werkzeug.middleware.proxy_fix import ProxyFix

from app.config import ROOT, load_config
from app.web.folding import FoldingEnvironment


class House(Flask):
    """Flask with templates that are compiled once for each language."""

    jinja_environment = FoldingEnvironment


def create_app(config=None):
    """Make the app. `config` overrides settings, for tests. Raises BadSetting when one cannot be used."""
    app = House("app", root_path=str(ROOT / "app"), template_folder=ROOT / "templates", static_folder=None)
    app.config.update(load_config() | (config or {}))
    logging.basicConfig(level=app.config["LOG_LEVEL"], format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("alembic").setLevel("WARNING")
    proxies = app.config["TRUSTED_PROXIES"]
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)

    use_database(app)
    use_extensions(app)
    use_web(app)
    use_features(app)
    use_readers(app)
    return app


def use_database(app):
    """One engine with the rules of its database; requests that only read cannot write."""
    from app import database, tables  # noqa: F401 - knows every table
    from app.extensions import db

    options = database.engine_options(app.config["SQLALCHEMY_DATABASE_URI"])
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    db.init_app(app)
    with app.app_context():
        database.tend(db.engine)

    @app.before_request
    def read_or_write():
        database.set_writing(request.method not in ("GET", "HEAD", "OPTIONS"))

    @app.teardown_request
    def write_again(error):
        database.set_writing(True)


def use_extensions(app):
    """Order matters: a forged request is refused first, then visitors are served from memory."""
    from app.accounts.signing_in import use_sign_in
    from app.extensions import csrf, htmx, limiter
    from app.web.forms import bound_form
    from app.web.limiting import limit_pages
    from app.web.limits import VISITOR_PAGES
    from app.web.limits_storage import SqliteStorage  # noqa: F401 - registers its scheme
    from app.web.origin import check_origin
    from app.web.page_memory import remember_pages
    from app.web.words import use_words

    htmx.init_app(app)
    app.before_request(check_origin)
    app.before_request(bound_form)
    remember_pages(app)
    use_sign_in(app)
    limit_pages(app, limiter, VISITOR_PAGES)
    csrf.init_app(app)
    limiter.init_app(app)
    use_words(app)


def use_web(app):
    from app.web.assets import register_assets
    from app.web.errors import add_error_pages
    from app.web.filters import add_filters
    from app.web.headers import add_headers
    from app.web.pieces import add_pieces
    from app.web.templates import add_context

    register_assets(app)
    add_filters(app)
    add_context(app)
    add_pieces(app)
    add_error_pages(app)
    app.after_request(add_headers)


def use_features(app):
    """Every room that answers requests."""
    from app import cli
    from app.accounts import routes as accounts
    from app.admin import routes as admin
    from app.attributes import routes as attributes
    from app.boards import routes as boards
    from app.follows import routes as follows
    from app.home import routes as home
    from app.insights import routes as insights
    from app.kinds import KINDS
    from app.moderation import members as moderated
    from app.moderation import routes as moderation
    from app.moderation import ruling as rules
    from app.moderation import statements
    from app.notifications import routes as notifications
    from app.offline import routes as offline
    from app.posts import routes as posts
    from app.search import routes as search
    from app.tags import routes as tags
    from app.topics import routes as topics
    from app.uploads import routes as uploads
    from app.votes import routes as votes
    from app.writing import routes as writing

    for kind in KINDS.values():
        if kind.blueprint is not None:
            app.register_blueprint(kind.blueprint)
    rooms = (
        *(home, accounts, attributes, boards, topics, posts, writing, votes, follows, tags, uploads),
        *(search, notifications, moderation, rules, moderated, statements, insights, admin, offline),
    )
    for room in rooms:
        app.register_blueprint(room.bp)
    cli.add_commands(app)


def use_readers(app):
    """Whoever watches over texts, whoever follows the events, and what is done by the clock."""
    from app import recounting as counts
    from app.admin import timed as admin
    from app.insights import timed as insights
    from app.insights.concepts import timed as concepts
    from app.insights.priority import timed as priority
    from app.kinds.announcements import timed as announcements
    from app.kinds.ideas import timed as ideas
    from app.kinds.polls import reader as polls_reader
    from app.kinds.polls import timed as polls
    from app.kinds.questions import reader as questions
    from app.kinds.questions import timed as asked
    from app.moderation import holding
    from app.moderation import reader as moderation
    from app.moderation import timed as care
    from app.moderation.pace import reader as pace
    from app.moderation.scoring import reader as scoring
    from app.moderation.tone import reader as tone
    from app.notifications import asking_back, collected, mail, rule_groups, telling, urgent
    from app.notifications import reader as notifications
    from app.operations import timed as operations
    from app.search import missed
    from app.search import reader as search
    from app.tags import reader as tags
    from app.uploads import timed as uploads

    app.watchers = [holding.find_reasons]
    app.readers = [counts.READER, tags.READER, questions.READER, polls_reader.READER]
    app.readers += [notifications.READER, moderation.READER, search.reader_for(app)]
    app.readers += [scoring.READER, tone.READER, pace.READER]
    app.timed_acts = [*polls.TIMED, *ideas.TIMED, *announcements.TIMED, *asked.TIMED]
    app.timed_acts += [*telling.TIMED, *asking_back.TIMED, *urgent.TIMED, *collected.TIMED, *rule_groups.TIMED]
    app.timed_acts += [*scoring.TIMED, *insights.TIMED, *concepts.TIMED, *priority.TIMED]
    app.timed_acts += [*mail.TIMED, *care.TIMED, *admin.TIMED, *operations.TIMED, *uploads.TIMED, *missed.TIMED]
