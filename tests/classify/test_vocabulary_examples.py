"""Every entry of the packaged vocabulary keeps its own examples, and none is dead."""

from __future__ import annotations

from status_audit.classify.examples import check
from status_audit.policy.categories import load_categories, on_request


def test_every_entry_keeps_its_examples() -> None:
    failures = [f"{f.category}/{f.entry}: {f.reason}" for f in check(load_categories(asked=on_request()))]
    assert failures == []
