"""Whatever is voted, merged and undone in whatever order: each member's votes are as if no merge had been."""

import random
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.kinds.merging import merge_topic
from app.kinds.unmerging import undo_merge
from app.topics.merges import Merge, kept_id_of
from app.topics.models import Topic
from app.votes.models import MergedVote, Vote, set_vote
from tests import factories
from tests.people import CAST
from tests.rounds import THOROUGH

WHY = "Both wish for the same, and together their votes weigh more."
VOTERS = ("ben", "finn", "gus", "dora")
IDEAS = range(5)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("vote"), st.sampled_from(VOTERS), st.sampled_from(IDEAS)),
        st.tuples(st.just("unvote"), st.sampled_from(VOTERS), st.sampled_from(IDEAS)),
        st.tuples(st.just("merge"), st.sampled_from(IDEAS), st.sampled_from(IDEAS)),
        st.tuples(st.just("undo"), st.sampled_from(IDEAS), st.none()),
    ),
    max_size=25,
)


class Place:
    """The ideas as they are, and beside them, in plain sets, how they should be."""

    def __init__(self, db, people, ideas):
        self.db, self.people, self.ids = db, people, ideas

    def begin(self):
        """Every example starts from the same rows; what one leaves is rolled back."""
        self.db.session.rollback()
        # Each member's votes as they would be without any merge, and what the standing merges brought, by merged idea.
        self.own = {id: {self.people.emil.id} for id in self.ids}
        self.brought, self.kept = {}, {}

    def expected(self, id):
        return self.own[id].union(*(self.brought[one] for one, kept in self.kept.items() if kept == id))

    def topic(self, id):
        query = self.db.select(Topic).where(Topic.id == id).options(
            self.db.joinedload(Topic.board), self.db.joinedload(Topic.idea))
        return self.db.session.scalar(query.execution_options(populate_existing=True))

    def opening(self, id):
        from app.posts.models import Post

        query = self.db.select(Post).where(Post.topic_id == id, Post.is_opening)
        return self.db.session.scalar(
            query.options(self.db.joinedload(Post.topic)).execution_options(populate_existing=True))

    def vote(self, who, number, wanted=True):
        """On the page where the idea is found now, as a member would."""
        id = kept_id_of(self.ids[number]) or self.ids[number]
        member = getattr(self.people, who)
        # The rows were changed past the session.
        self.db.session.expire_all()
        set_vote(self.opening(id), member, wanted=wanted)
        self.db.session.flush()
        (self.own[id].add if wanted else self.own[id].discard)(member.id)
        if not wanted:
            for one, kept in self.kept.items():
                if kept == id:
                    self.brought[one].discard(member.id)

    def unvote(self, who, number):
        self.vote(who, number, wanted=False)

    def merge(self, one, other):
        topic, kept = self.topic(self.ids[one]), self.topic(self.ids[other])
        if one != other and topic.state == kept.state == "published":
            self.brought[topic.id], self.kept[topic.id] = self.expected(topic.id), kept.id
            merge_topic(topic, kept, by=self.people.dora, because=WHY)
            self.db.session.expire_all()

    def undo(self, number, _nothing=None):
        query = self.db.select(Merge).where(Merge.merged_id == self.ids[number], Merge.undone_at.is_(None))
        merge = self.db.session.scalar(query.options(self.db.joinedload(Merge.merged)))
        if merge is not None:
            undo_merge(merge, by=self.people.dora)
            self.db.session.expire_all()
            id = self.kept.pop(self.ids[number])
            del self.brought[self.ids[number]]
            while id in self.kept:
                self.brought[id] &= self.expected(id)
                id = self.kept[id]

    def votes(self):
        from app.posts.models import Post

        found = {id: set() for id in self.ids}
        query = self.db.select(Post.topic_id, Vote.member_id).join(Post, Post.id == Vote.post_id)
        for topic_id, member_id in self.db.session.execute(query):
            found[topic_id].add(member_id)
        return found

    def check(self):
        """Every idea has the votes it should have, the merged ones too, and every counter counts its rows."""
        votes = self.votes()
        assert votes == {id: self.expected(id) for id in self.ids}
        for id in self.ids:
            assert self.topic(id).vote_count == self.opening(id).vote_count == len(votes[id])


@pytest.fixture
def place(db, people, boards):
    ideas = [factories.make_topic(boards["ideas"], people.emil, f"Idea {n}").id for n in IDEAS]
    for name in CAST:
        db.session.merge(getattr(people, name))
    return Place(db, people, ideas)


def play(place, steps):
    place.begin()
    for act, *of in steps:
        getattr(place, act)(*of)
        place.check()
    # Newest first or oldest first: the order must not matter.
    for number in IDEAS:
        place.undo(number)
        place.check()
    assert place.votes() == place.own
    assert place.db.session.scalar(place.db.select(place.db.func.count()).select_from(MergedVote)) == 0
    assert place.db.session.scalar(place.db.select(place.db.func.count()).where(~Vote.is_own)) == 0
    place.db.session.rollback()


def test_it_leaves_the_votes_as_if_no_merge_had_been(place):
    @settings(max_examples=60 if THOROUGH else 15, deadline=None, database=None)
    @given(STEPS)
    def tell(steps):
        play(place, steps)

    tell()


@pytest.mark.parametrize("seed", range(3 if THOROUGH else 1))
def test_it_does_so_in_long_stories_too(place, seed):
    chance = random.Random(seed)
    acts = [
        *product(("vote", "unvote"), VOTERS, IDEAS),
        *(("merge", one, other) for one, other in product(IDEAS, IDEAS) for _more in range(2)),
        *(("undo", number, None) for number in IDEAS for _more in range(4)),
    ]
    play(place, [chance.choice(acts) for _step in range(150)])
