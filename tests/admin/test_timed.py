"""What is thrown away by the clock."""

from datetime import timedelta

from app.accounts.models import OneTimeLink, SignIn
from app.admin.timed import forget_what_is_over
from app.database import now
from app.web.once import SentForm


def test_l5_it_keeps_nothing_longer_than_needed(db, ben):
    def ago(**time):
        return now() - timedelta(**time)

    db.session.add_all(
        [
            SignIn(token_hash="fresh", member_id=ben.id, network="203.0.113.0/24"),
            SignIn(token_hash="week", member_id=ben.id, network="203.0.113.0/24", created_at=ago(days=8)),
            SignIn(token_hash="idle", member_id=ben.id, created_at=ago(days=40), seen_at=ago(days=31)),
            SignIn(token_hash="old", member_id=ben.id, created_at=ago(days=181)),
            OneTimeLink(
                token_hash="a", member_id=ben.id, purpose="reset", expires_at=now(), created_at=ago(days=29)
            ),
            OneTimeLink(
                token_hash="b", member_id=ben.id, purpose="reset", expires_at=now(), created_at=ago(days=31)
            ),
            SentForm(key="new", member_id=ben.id, created_at=ago(hours=23)),
            SentForm(key="old", member_id=ben.id, created_at=ago(hours=25)),
        ]
    )
    db.session.commit()
    forget_what_is_over()
    db.session.commit()
    sessions = {
        s.token_hash: s.network
        for s in db.session.scalars(db.select(SignIn).execution_options(populate_existing=True))
    }
    assert sessions == {"fresh": "203.0.113.0/24", "week": ""}
    assert list(db.session.scalars(db.select(OneTimeLink.token_hash))) == ["a"]
    assert list(db.session.scalars(db.select(SentForm.key))) == ["new"]
