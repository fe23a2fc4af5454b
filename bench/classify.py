"""How fast fields are classified: columns a second with the repetition of real databases, distinct names, start-up.

CPU seconds, the best of several rounds. Real databases repeat their names: of the 73,000 columns of 198 systems a third
are distinct names; within one large database, about one in ten.
"""

from __future__ import annotations

import random
import subprocess
import sys
import time
from itertools import count

from status_audit.classify import Classifier
from status_audit.model import Field, Inventory, Location
from status_audit.policy.categories import load_categories

ROUNDS = 5
COLUMNS = 200_000
PER_TABLE = 25
DISTINCT = 0.1
STEMS = [
    "case",
    "client",
    "order",
    "item",
    "unit",
    "visit",
    "court",
    "ward",
    "staff",
    "room",
    "batch",
    "plan",
    "grant",
    "route",
    "asset",
    "meter",
    "parcel",
    "permit",
]
TAILS = [
    "id",
    "code",
    "name",
    "date",
    "type",
    "status",
    "amount",
    "note",
    "count",
    "level",
    "owner",
    "source",
    "rank",
    "score",
    "total",
    "street",
    "phone",
    "flag",
]
TELLING = (
    "birth_country",
    "citizenship_cd",
    "visaExpiryDate",
    "place_of_birth",
    "dob",
    "pob",
    "senior_citizen",
    "imm_dt",
)
LETTERS = str.maketrans("0123456789", "ghijklmnop")
HERE = Location("bench.sql", "bench")
START = """
import time, yaml
from status_audit.policy.categories import load_categories
from status_audit.classify import Classifier
begun = time.process_time()
Classifier(load_categories())
print(time.process_time() - begun)
"""


def names(wanted: int) -> list[str]:
    """Distinct names in the styles that schemas mix, one in a hundred telling; three names share each odd word."""
    dice, number = random.Random(7), count(1000)
    pool = [f"{dice.choice(STEMS)}{next(number)}".translate(LETTERS) for _ in range(wanted // 3)]
    out = dict.fromkeys(TELLING)
    while len(out) < wanted:
        words = [dice.choice(STEMS), dice.choice(STEMS), f"{dice.choice(TAILS)}"]
        if dice.random() < 0.01:
            words.insert(1, dice.choice(TELLING))
        words.insert(0, dice.choice(pool))
        out["_".join(words) if dice.random() < 0.6 else words[0] + "".join(map(str.capitalize, words[1:]))] = None
    shuffled = list(out)
    dice.shuffle(shuffled)
    return shuffled


def inventory(distinct: list[str]) -> Inventory:
    """Tables of 25 columns whose names follow the usual long-tailed distribution."""
    dice = random.Random(11)
    drawn = [*distinct, *(distinct[int(len(distinct) * dice.random() ** 4)] for _ in range(COLUMNS - len(distinct)))]
    dice.shuffle(drawn)
    fields = (Field(name, f"t{n // PER_TABLE}", "column", HERE) for n, name in enumerate(drawn))
    return Inventory(fields=tuple(fields))


def cpu(work: object) -> float:
    begun = time.process_time()
    work()  # type: ignore[operator]
    return time.process_time() - begun


def main() -> None:
    categories = load_categories()
    distinct = names(int(COLUMNS * DISTINCT))
    whole = inventory(distinct)
    columns = min(cpu(lambda: Classifier(categories).classify(whole)) for _ in range(ROUNDS))
    print(f"columns        {COLUMNS / columns:10,.0f} a second   (budget 200,000)")

    def once_each() -> None:
        classifier = Classifier(categories)
        for name in distinct:
            classifier.telling(name)

    took = min(cpu(once_each) for _ in range(ROUNDS))
    print(f"distinct names {len(distinct) / took:10,.0f} a second   (budget 20,000)")
    starts = [
        subprocess.run([sys.executable, "-c", START], capture_output=True, text=True, check=True) for _ in range(ROUNDS)
    ]
    print(f"start-up       {min(float(each.stdout) for each in starts) * 1000:10.0f} ms         (budget 60)")


if __name__ == "__main__":
    main()
