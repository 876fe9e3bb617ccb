"""The year in numbers (security L9): everybody may read it, and it names nobody."""

from sqlalchemy.orm.attributes import set_committed_value

from app.database import now
from app.moderation.models import Decision
from app.moderation.objections import object_to
from app.moderation.reports import give_notice
from app.moderation.sanctions import sanction
from app.posts.models import Post


def test_l9_everybody_reads_the_year_in_numbers(db, make_topic, make_reply, people, visitor, sign_in, decide, count_queries):
    topic = make_topic("questions", people.ben)
    posts = [make_reply(topic, people.cleo, f"Number {n}.") for n in range(3)]
    for post, act in zip(posts, ("approve", "remove", "return"), strict=True):
        decide(people.dora, post, act, rule="" if act == "approve" else "unclear")
    gone = db.session.get(Decision, 2)
    set_committed_value(gone, "post", db.session.get(Post, gone.post_id))
    object_to(gone, people.cleo, "No.")
    give_notice(db.session.merge(posts[0]), "It is against the law.", name="Anna", email="")
    sanction(people.gus, "warned", by=people.dora, because="Enough.")
    db.session.commit()
    year = now().year
    assert f'href="/log/{year}"' in visitor.get("/log").text
    with count_queries() as queries:
        page = visitor.get(f"/log/{year}").text
    assert len(queries) <= 7
    told = dict(zip([cell.split("<")[0] for cell in page.split('<th scope="row">')[1:]],
                    [cell.split("<")[0] for cell in page.split('<td class="table__number">')[1:]], strict=True))  # fmt: skip
    assert [told[words] for words in ("Texts approved", "Texts sent back", "Texts removed", "Reports", "Objections", "Warnings")] == ["1"] * 6
    assert not [name for name in ("Anna", "Gus", "Cleo", "Dora") if name in page]
    assert visitor.get(f"/log/{year - 1}").status_code == 200
    assert visitor.get(f"/log/{year + 1}").status_code == 404
