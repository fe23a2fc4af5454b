"""One page for a browser and for paper: the report a privacy officer reads, signs and files. It runs no script."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from importlib.resources import files

from status_audit.model.outcome import Outcome
from status_audit.report.html import around
from status_audit.report.html.duties import duties
from status_audit.report.html.elements import Child, Element, element, written
from status_audit.report.html.findings import APART, cards

SIGNED = ("Reviewed by", "Office", "Date", "Signature")


def render(outcome: Outcome) -> str:
    """A whole HTML document in UTF-8: no script, no request to anywhere, and a content policy that says so."""
    style = (files(__package__) / "style.css").read_text(encoding="utf-8")
    title = f"Status audit as of {outcome.as_of}: {around.headline(outcome)}"
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="generator", content=f"{outcome.tool.name} {outcome.tool.version}"),
        element("meta", **{"http-equiv": "Content-Security-Policy", "content": _content_policy(style)}),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="robots", content="noindex, nofollow"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", title),
    )
    sheet = element("style")
    sheet.text = style
    head.append(sheet)
    return written(element("html", head, element("body", *_body(outcome)), lang="en"))


def _content_policy(style: str) -> str:
    """Nothing may be loaded; the one style sheet is known by its digest (Content Security Policy Level 3, 6.7.2.3)."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _body(outcome: Outcome) -> Iterator[Element]:
    parts = list(_sections(outcome))
    yield element(
        "header",
        element("p", outcome.handling, class_="handling", role="note"),
        element("h1", around.headline(outcome)),
        element("p", _scope(outcome)),
        element("p", around.completeness(outcome)),
        around.numbers(outcome),
    )
    contents = (element("li", element("a", title, href=f"#{name}")) for name, title, _ in parts)
    yield element("nav", element("ul", *contents), **{"aria-label": "Contents"})
    yield element(
        "main",
        *(element("section", element("h2", title), *body, id=name) for name, title, body in parts),
    )
    yield element("footer", element("table", *(_line(each) for each in SIGNED), class_="signed"))


def _line(title: str) -> Element:
    return element("tr", element("th", title, scope="row"), element("td", "\u00a0"))


def _scope(outcome: Outcome) -> str:
    held = ", ".join(each.title for each in outcome.policies)
    what = "Where immigration status or place of birth is collected or shared"
    return f"{what}, held against: {held}. As of {outcome.as_of}."


def _sections(outcome: Outcome) -> Iterator[tuple[str, str, list[Child]]]:
    """(anchor, heading, what stands there); a part with nothing in it says so or is left out."""
    new = [each for each in outcome.findings if each.state == "new"]
    if new:
        yield "glance", "At a glance", [around.at_a_glance(new)]
        yield "found", "What was found", list(cards(new))
    for state, title in APART.items():
        apart = [each for each in outcome.findings if each.state == state]
        if apart:
            yield state.partition("-")[2] or state, title, list(cards(apart))
    gaps: list[Child] = list(around.not_read(outcome.gaps))
    yield "gaps", "What was not read", gaps or [element("p", "Nothing that was recognised was left unread.")]
    owed = list(duties(outcome))
    if owed:
        yield "duties", "What must be reported", list(owed)
    yield "laws", "Policies and laws", list(around.policies(outcome.policies))
    if outcome.project.systems:
        yield "systems", "Systems", [around.systems(outcome.project.systems)]
    yield "sources", "What was examined", [around.sources(outcome)]
    yield "method", "How to read this", list(around.method(outcome))
