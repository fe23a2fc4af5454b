"""Loading policies: names and files, building on others, and what stays of each."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from status_audit.documents import open_file
from status_audit.errors import AuditError
from status_audit.model.policy import Selection
from status_audit.policy import load_policies, load_policy, packaged_policies

OURS = """\
id: ours
title: Ours
jurisdiction: Our City
extends: safe-city
without: [birthplace]
applies_to: [police]
authority: {citation: City Code 1.2, verified: "yes"}
rules:
  - id: status-collect
    act: collect
    selects: {immigration-status: [status]}
    severity: warning
    why: only status
  - id: names
    act: [collect, share]
    selects: {origin-proxy: [passport]}
    severity: note
    citation: City Code 1.3
    why: so
    recipients: [police]
    process: [court-order]
    excused_by: []
recipients:
  - {match: "*_ice", title: a rink, class: own}
caveats: [ours]
definitions: {immigration status: what we say}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "law").mkdir()
    (tmp_path / "law" / "ours.yaml").write_text(OURS, encoding="utf-8")
    return tmp_path


def test_a_policy_over_a_packaged_one(root: Path) -> None:
    base, ours = load_policies(("safe-city", "law/ours.yaml", "safe-city"), root)
    rules = {each.id: each for each in ours.rules}
    assert "birthplace-collect" not in rules
    assert "birthplace-shared" in rules
    assert rules["status-collect"].selects == (Selection("immigration-status", ("status",)),)
    assert rules["status-collect"].citation == "City Code 1.2"
    assert rules["names-share"].recipients == ("police",)
    assert rules["names-share"].process == ("court-order",)
    assert (rules["names-collect"].recipients, rules["names-collect"].process) == ((), ())
    assert rules["names-share"].citation == "City Code 1.3"
    assert [each.id for each in ours.rules].index("status-collect") == [each.id for each in base.rules].index(
        "status-collect"
    )
    assert ours.recipients[0].title == "a rink"
    assert ours.recipients[1:] == base.recipients
    assert ours.caveats == ("ours", *base.caveats)
    assert ours.extends == ("us-8-1373", "safe-city")
    assert ours.in_force == base.in_force
    assert dict(ours.definitions)["immigration status"] == "what we say"
    assert (ours.path, base.path) == ("law/ours.yaml", "")


def test_the_digest_is_of_the_bytes_and_of_what_they_build_on(root: Path) -> None:
    alone = OURS.replace(
        "extends: safe-city\nwithout: [birthplace]\n", "in_force: bill\nas_seen: 2026-01-01\neffective: x\n"
    )
    (root / "alone.yaml").write_bytes(alone.encode())
    assert load_policy("alone.yaml", root).sha256 == hashlib.sha256(alone.encode()).hexdigest()
    before = load_policy("law/ours.yaml", root).sha256
    assert before != hashlib.sha256(OURS.encode()).hexdigest()
    (root / "law" / "ours.yaml").write_text(OURS + "# changed\n", encoding="utf-8")
    assert load_policy("law/ours.yaml", root).sha256 != before


def test_extends_is_relative_to_the_file_that_says_it(root: Path) -> None:
    (root / "law" / "next.yaml").write_text("id: n\ntitle: N\nextends: ./ours.yaml\ncaveats: [n]\n", encoding="utf-8")
    policy = load_policy("law/next.yaml", root)
    assert policy.extends == ("us-8-1373", "safe-city", "ours")
    assert policy.jurisdiction == "Our City"


def test_two_bases(root: Path) -> None:
    (root / "both.yaml").write_text(
        "id: both\ntitle: Both\nextends: [il-trust, chicago-2-173]\ncaveats: [x]\n", encoding="utf-8"
    )
    policy = load_policy("both.yaml", root)
    assert {"ask", "form-questions"} <= {each.id for each in policy.rules}
    assert policy.jurisdiction == "Illinois"
    assert {each.id for each in policy.duties} == {"yearly-report", "review-forms"}


def test_a_file_beside_the_working_directory(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root / "law")
    assert load_policy("./ours.yaml", root).id == "ours"
    (root / "elsewhere").mkdir()
    assert load_policy((root / "law" / "ours.yaml").as_posix(), root / "elsewhere").id == "ours"


def test_from_a_revision(root: Path) -> None:
    """The same file as another revision had it, and what it builds on with it."""

    def older(path: Path, most: int) -> bytes:
        return open_file(path, most).replace(b"title: Ours", b"title: Older")

    (root / "next.yaml").write_text("id: n\ntitle: Ours\nextends: law/ours.yaml\ncaveats: [n]\n", encoding="utf-8")
    assert load_policy("next.yaml", root, older).title == "Older"


def test_a_symlink_out_of_the_root_is_not_followed(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "theirs.yaml"
    outside.write_text(OURS, encoding="utf-8")
    try:
        (root / "link.yaml").symlink_to(outside)
    except OSError:
        pytest.skip("this system makes no symbolic links here")
    (root / "next.yaml").write_text("id: n\ntitle: N\nextends: link.yaml\ncaveats: [n]\n", encoding="utf-8")
    with pytest.raises(AuditError, match="lies outside the root"):
        load_policy("next.yaml", root)


def test_packaged_names_are_in_order() -> None:
    assert list(packaged_policies()) == sorted(packaged_policies())
    assert "safe-city" in packaged_policies()
