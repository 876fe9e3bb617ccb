"""What imported authors are called here: as there, with a number behind it when the name is taken."""

from sqlalchemy import select

from app.accounts.models import Member
from app.accounts.names import ADDRESSES, clean_name, handle, is_reserved, name_key, skeleton
from app.extensions import db

LONGEST = 80


class AuthorNames:
    """All names in use, so that thousands of authors need no query each."""

    def __init__(self):
        self.taken, self.handles, self.next_number = set(), set(ADDRESSES), {}
        for each in db.session.execute(select(Member.name_key, Member.skeleton, Member.handle)):
            self.taken |= {each.name_key, each.skeleton}
            self.handles.add(each.handle)

    def give(self, wanted, fallback):
        """The columns of Member for a free name, and whether it is another one than wanted."""
        wanted = clean_name(wanted)[:LONGEST].strip() or fallback
        name = f"{wanted}-import" if is_reserved(wanted, ()) else wanted
        name = self._free(name, self._is_free, " ")
        address = self._free(handle(name), lambda text: text not in self.handles, "-")
        self.taken |= {name_key(name), skeleton(name)}
        self.handles.add(address)
        columns = {"name": name, "name_key": name_key(name), "skeleton": skeleton(name), "handle": address}
        return columns, name != wanted

    def _is_free(self, name):
        return name_key(name) not in self.taken and skeleton(name) not in self.taken

    def _free(self, wanted, is_free, joint):
        if is_free(wanted):
            return wanted
        number = self.next_number.get((wanted, joint), 2)
        while not is_free(f"{wanted}{joint}{number}"):
            number += 1
        self.next_number[wanted, joint] = number + 1
        return f"{wanted}{joint}{number}"
