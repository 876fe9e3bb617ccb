"""What a kind keeps of a topic, as plain rows: so that moving it to another kind can be taken back.

It stands apart because it knows tables, not kinds: the part and all that goes with it when it goes.
"""

from datetime import datetime

from sqlalchemy import insert, or_, select

from app.database import Base
from app.extensions import db
from app.kinds import KINDS

MOMENT = "$moment"


def keep_part(topic):
    """[(table, rows)] of the topic's part and of everything below it, in an order in which they can come back."""
    part = KINDS[topic.kind].part
    return _rows_of(part.__table__, topic.id) if part is not None else []


def bring_back_part(kept):
    """Write these rows again; what pointed at something that is gone by now points nowhere."""
    for name, rows in kept:
        table = Base.metadata.tables[name]
        if back := [row for row in (_revive(table, row) for row in rows) if row is not None]:
            db.session.execute(insert(table), back)


def _rows_of(part, topic_id):
    db.session.flush()
    kept, wanted = [], {part.name: {topic_id}}
    for table in Base.metadata.sorted_tables:
        keys = [key for key in table.foreign_keys if key.column.table.name in wanted and _goes_along(key)]
        if table is part:
            where = [part.c.topic_id == topic_id]
        else:
            where = [key.parent.in_(wanted[key.column.table.name]) for key in keys]
        rows = db.session.execute(select(table).where(or_(*where))).mappings().all() if where else ()
        if rows:
            kept.append((table.name, [{name: _plain(value) for name, value in row.items()} for row in rows]))
            wanted[table.name] = {row[table.primary_key.columns[0].name] for row in rows}
    return kept


def _goes_along(key):
    return key.ondelete == "CASCADE"


def _plain(value):
    return {MOMENT: value.isoformat()} if isinstance(value, datetime) else value


def _revive(table, row):
    """The row as it was; None where it cannot be without what is gone."""
    row = {name: datetime.fromisoformat(value[MOMENT]) if _is_moment(value) else value for name, value in row.items()}
    for key in table.foreign_keys:
        name = key.parent.name
        if row[name] is not None and db.session.scalar(select(key.column).where(key.column == row[name])) is None:
            if not key.parent.nullable:
                return None
            row[name] = None
    return row


def _is_moment(value):
    return isinstance(value, dict) and MOMENT in value
