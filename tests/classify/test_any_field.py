"""Whatever a reader hands over, classifying ends in classifications: no exception, always the same answer."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from status_audit.classify import Classifier
from status_audit.model import Entry, Field, Inventory, Label, Location
from status_audit.model.meaning import CONFIDENCES, KINDS, SUBJECTS
from status_audit.policy.categories import load_categories

CATEGORIES = load_categories()
CLASSIFIER = Classifier(CATEGORIES)
HERE = Location("s", "r")

words = st.sampled_from(
    ["birth", "visa", "country", "of", "_", ".", "[", "US", "citizen", "i94", "出生", "ال", "\u200f", "?"]
)
text = st.one_of(st.text(max_size=20), st.lists(words, max_size=6).map("".join))
field = st.builds(
    lambda name, container, label, comment, options, kind: Field(
        name, container, kind, HERE, label=tuple(Label(each) for each in label), comment=comment, options=tuple(options)
    ),
    text,
    text,
    st.lists(text, max_size=2),
    text,
    st.lists(text, max_size=3),
    st.sampled_from(["column", "question", "property"]),
)
entry = st.builds(lambda c, k, t: Entry(c, k, t, HERE), text, text, text)


@given(st.lists(field, max_size=5), st.lists(entry, max_size=3))
def test_any_field_is_classified_the_same_way_twice(fields: list[Field], entries: list[Entry]) -> None:
    inventory = Inventory(fields=tuple(fields), entries=tuple(entries))
    first = CLASSIFIER.classify(inventory)
    assert first == Classifier(CATEGORIES).classify(inventory)
    for each in first:
        assert each.kind in KINDS[each.category]
        assert each.confidence in CONFIDENCES
        assert each.subject in SUBJECTS
        assert any(evidence.supports for evidence in each.evidence)
