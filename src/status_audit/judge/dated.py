"""The days that migration tools and people write into the names of files."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from pathlib import PurePosixPath

DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)([-_.]?)(\d\d)\2(\d\d)(?:[-_.T]?\d{2}){0,2}(?:\d{2})?(?:\d{3})?(?!\d)")
"""`20210314120000` (Rails, Ecto), `2021_03_14_120000` (Laravel), `2021-03-14-120000` (Diesel), `20210314_1200`
(Django)."""
MILLISECONDS = re.compile(r"(?<!\d)(1[0-9]{12})(?!\d)")
"""`1615712345678-AddBirthplace` (TypeORM)."""
LEADING = re.compile(r"[vV]?(?:\d{1,5}[_.-](?:auto_|add_\w*?_?)?)?$")
"""What may stand before the day in the name of a step: `V`, `0003_auto_`."""
COPY = re.compile(r"dump|backup|snapshot|export|schema_only|structure", re.IGNORECASE)
"""A file that shows what was there on its day, and adds nothing."""
NUMBER = re.compile(r"[vV]?(\d{1,6})(?=[_.-])")


def step_of(path: str) -> datetime.date | None:
    """The day of a migration step, from its own name or the folder that is the step; None where neither begins so."""
    place = PurePosixPath(path)
    for name in (place.stem, place.parent.name):
        found = _day(name)
        if found and LEADING.fullmatch(name[: found[1]]) and not COPY.search(name):
            return found[0]
    return None


def seen_on(path: str) -> datetime.date | None:
    """A day on which what the file declares was there: of a step, or of a dump that carries its day."""
    found = _day(PurePosixPath(path).stem)
    return step_of(path) or (found[0] if found else None)


def after_a_later_step(path: str, others: Iterable[str], day: datetime.date) -> str:
    """A step of the same folder with a smaller number that is itself dated after the day; empty where there is none."""
    place = PurePosixPath(path)
    own = NUMBER.match(place.name)
    if not own or step_of(path):
        return ""
    for other in sorted(others):
        beside = PurePosixPath(other)
        number = NUMBER.match(beside.name)
        if beside.parent == place.parent and number and int(number[1]) < int(own[1]):
            dated = step_of(other)
            if dated and dated > day:
                return other
    return ""


def _day(name: str) -> tuple[datetime.date, int] | None:
    """The first day of the calendar in a name, and where it begins."""
    for match in DAY.finditer(name):
        try:
            return datetime.date(int(match[1]), int(match[3]), int(match[4])), match.start()
        except ValueError:
            continue
    epoch = MILLISECONDS.search(name)
    if epoch:
        moment = datetime.datetime.fromtimestamp(int(epoch[1]) / 1000, datetime.UTC)
        return moment.date(), epoch.start()
    return None
