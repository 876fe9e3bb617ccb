"""Migrations: they end at the models, they lose nothing, and they are all or nothing."""

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from app.audit.models import audit
from app.extensions import db
from app.migrating import current_revision, migrate, newest_revision, pending
from tests.conftest import make_plain_app


@pytest.fixture
def fresh(tmp_path):
    """An app on an empty database."""
    app = make_plain_app(tmp_path)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_o4_it_ends_where_the_models_are(fresh):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    assert migrate(fresh) is True
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []


def test_it_does_nothing_when_there_is_nothing_to_do(fresh):
    migrate(fresh)
    assert not pending()
    assert migrate(fresh) is False
    assert current_revision() == newest_revision()


def test_o4_it_goes_down_and_up_again(fresh):
    migrate(fresh)
    migrate(fresh, "base")
    with db.engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) <= {"alembic_version", "sqlite_sequence"}
    migrate(fresh)
    assert not pending()


def test_i2_it_puts_the_log_out_of_reach(fresh):
    migrate(fresh)
    audit("member.block", reason="Because.")
    db.session.commit()
    for statement in ("UPDATE audit_entries SET reason = ''", "DELETE FROM audit_entries"):
        with pytest.raises(DBAPIError, match="never changed or deleted"):
            db.session.execute(text(statement))
        db.session.rollback()


def test_p3_it_refuses_a_migration_that_would_lose_rows(fresh, monkeypatch):
    """A batch change with foreign keys on would delete every row that points at the table."""
    from app.site import open_site

    migrate(fresh)
    open_site("Café", language="en")
    db.session.commit()
    db.session.remove()
    import app.migrating as migrating

    monkeypatch.setattr(migrating, "FOLDER", _with_a_bad_migration(migrating.FOLDER, fresh))
    with pytest.raises(SystemExit):
        migrate(fresh)
    assert db.session.execute(text("SELECT count(*) FROM site")).scalar() == 1


LOSES_THE_SITE = """from alembic import op

revision = 'bad'
down_revision = 'newest'
branch_labels = None
depends_on = None


def upgrade():
    op.execute('DELETE FROM site')


def downgrade():
    pass
"""


def _with_a_bad_migration(folder, app):
    import shutil

    copy = app.config["INSTANCE"] / "migrations"
    shutil.copytree(folder, copy)
    (copy / "versions" / "lose_the_site.py").write_text(LOSES_THE_SITE.replace("newest", newest_revision()))
    return copy
