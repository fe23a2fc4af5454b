"""The page for a browser holds everything that was found and not read, and nothing that a browser would obey."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from tests.report.results import GAP, NASTY, WAIVED, finding, outcome, with_changes

from status_audit.model.outcome import DutyDue, LeftOut, Outcome, Recognised, SystemSeen
from status_audit.report import render

VOID = {"meta", "br", "hr", "img", "link", "input"}
MARKUP = "<script>alert(1)</script><img src=x onerror=alert(1)>&amp;\"' --></style>"


class Page(HTMLParser):
    """Tags, attributes, anchors and text of a page; raises when an element is not closed where it must be."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.words = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data

    def values(self, name: str) -> list[str]:
        return [value for each, value in self.attributes if each == name]


def page(result: Outcome) -> Page:
    return Page(render(result, "html"))


def test_every_finding_gap_and_notice_stands_in_the_page() -> None:
    result = outcome(finding(), finding(fingerprint="2" * 32, message="column holds citizenship"), WAIVED)
    shown = page(result)
    for each in result.findings:
        assert all(text in shown.words for text in (each.fingerprint, each.message, each.location.ref))
    for text in (*result.notices, GAP.reason, GAP.remedy, f"{GAP.path}:{GAP.line}", "What was not read", "r (c)."):
        assert text in shown.words


def test_what_a_source_says_is_text_and_never_markup() -> None:
    hostile = finding(MARKUP, message=MARKUP, recipient=MARKUP, remedy=MARKUP)
    result = with_changes(
        outcome(hostile), notices=(MARKUP,), handling=MARKUP, unused=(MARKUP,), left_out=(LeftOut(MARKUP, 2),)
    )
    shown = page(result)
    assert not {"script", "img", "iframe", "form", "object"} & set(shown.tags)
    assert not [name for name, _ in shown.attributes if name.startswith("on")]
    assert MARKUP in shown.words


def test_control_and_bidi_characters_are_shown_and_not_obeyed() -> None:
    text = render(outcome(finding(NASTY, message=NASTY, recipient=NASTY)), "html")
    assert not set(text) & set("\x1b\u202e\u200b")


def test_nothing_is_loaded_and_the_one_style_sheet_is_known_by_its_digest() -> None:
    text = render(outcome(finding()), "html")
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in text
    assert "url(" not in style[1]
    assert "@import" not in style[1]
    assert page(outcome(finding())).values("src") == []


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "file:///etc", ""])
def test_only_web_addresses_become_links(url: str) -> None:
    plain = finding()
    law = with_changes(plain.laws[0], url=url)
    assert url not in page(outcome(finding(laws=(law,)))).values("href") or not url


def test_anchors_are_unique_and_every_inner_link_leads_somewhere() -> None:
    twice = (finding(), finding(occurrence=2), finding(fingerprint="3" * 32, state="baseline"))
    shown = page(outcome(*twice))
    anchors = shown.values("id")
    assert len(anchors) == len(set(anchors))
    assert {each[1:] for each in shown.values("href") if each.startswith("#")} <= set(anchors)


def test_none_found_quotes_what_the_tool_misses_and_what_no_target_covered() -> None:
    systems = (SystemSeen("jail", "jail", "", "", examined=False),)
    result = outcome()
    shown = page(with_changes(result, project=with_changes(result.project, systems=systems)))
    assert "None found in what was read" in shown.words
    assert "Measured: 9 of 10." in shown.words
    assert "no target covered it" in shown.words


def test_duties_stand_in_the_order_they_are_due_with_what_this_result_adds() -> None:
    later = DutyDue("b", "List each request", "the council", "R. 2", "as asked", "", "as asked", "", "")
    sooner = DutyDue("a", "File a yearly report", "the clerk", "R. 1", "03-01", "2027-03-01", "2027-03-01 (every year)",
                     "the count of fields", "1 finding.")  # fmt: skip
    result = outcome(finding())
    policies = (with_changes(result.policies[0], duties=(later, sooner)),)
    words = page(with_changes(result, policies=policies)).words
    assert "What must be reported" in words
    assert words.index("File a yearly report") < words.index("List each request")
    assert "2027-03-01 (every year)" in words
    assert "The count of fields. In this run: 1 finding." in words


def test_the_headline_never_says_none_of_what_was_recognised() -> None:
    result = outcome()
    seen = (Recognised("immigration-status", 1), Recognised("place-of-birth", 1))
    summary = with_changes(result.summary, errors=0, recognised=seen)
    words = page(with_changes(result, summary=summary)).words
    assert "2 fields recognised (immigration-status 1, place-of-birth 1); none meets a rule of safe-city" in words
    assert "None found" not in words


def test_the_count_and_the_heading_of_claims_name_every_ground() -> None:
    words = page(outcome(finding(state="exemption-claimed"))).words
    assert "claimed (lawful collection, older system, or legal process)" in words
    assert "Claimed: lawful collection, older system, or legal process" in words
