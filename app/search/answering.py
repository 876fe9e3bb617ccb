"""How a question is answered, whichever engine keeps the posts: which words are tried, and when others will do.

Its own file because it is the part of an answer that no engine may see differently.
"""

from app.search.relatives import SAME, Relatives

ENOUGH = 3
COMMON, COMMON_SHARE = 500, 0.005


class Answering:
    """Answers from `self.scorer`, which knows the words there are. What differs between engines is below: `_narrowed`, `_gather`, `_best`."""

    def search(self, asked, allowed, limit):
        """All of the words first, any of them when that finds too little, what is akin to them when nothing has any.

        Returns `(posts, matching, terms, is_complete, is_loose, rarities)`; those of the words only for who asks broadly.
        """
        if not asked.words:
            return [], 0, frozenset(), True, False, {}
        only, is_complete = self._narrowed(asked)
        found = self._find(asked, allowed, limit, only)
        is_loose = is_complete and not found[1] and not asked.is_loose
        if is_loose:
            found = self._find(asked.loosely(), allowed, limit, only)
        return *found, is_complete, is_loose, self.rarities(asked) if asked.is_broad else {}

    def rarities(self, asked):
        """How rare each word of a question is: `{word: 7.1}`."""
        return {word.text: self.scorer.rarity(word.stems) for word in asked.words}

    def _find(self, asked, allowed, limit, only):
        relatives = Relatives(self.scorer)
        groups = [relatives.of(word, asked) for word in asked.words]
        terms = frozenset(word for group in groups for term, _, is_match in group if is_match for word in term.split())
        common = self._for_titles(groups, relatives.counts) if asked.is_broad else ()
        gathered = self._gather(groups, common)
        need = 1 if asked.is_broad else len(groups)
        posts, matching = self._best(gathered, allowed, limit, need, only)
        if len(posts) < ENOUGH and need > 1:
            posts, matching = self._best(gathered, allowed, limit, 1, only)
        return posts, matching, terms

    def _for_titles(self, groups, counts):
        """Common words, and relatives, say too little in a text for what it costs to read where they all stand."""
        most = max(COMMON, COMMON_SHARE * self.scorer.documents)
        terms = [(term, weight) for group in groups for term, weight, _ in group]
        return {term for term, weight in terms if weight < SAME or counts.get(term, 0) > most}

    def _narrowed(self, asked):
        """What phrases and exclusions leave over (None without any), and whether time sufficed to find out."""
        raise NotImplementedError

    def _gather(self, groups, common):
        """What is known of each group, to be used twice; `common` terms are looked for in titles only."""
        raise NotImplementedError

    def _best(self, gathered, allowed, limit, need, only):
        """The best posts of topics that hold `need` of the groups, and how many posts match."""
        raise NotImplementedError
