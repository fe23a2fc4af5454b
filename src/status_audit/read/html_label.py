"""Finds the words a person reads beside a control: its label, its group's question, its choices."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from status_audit.patterns import pattern_of
from status_audit.read.html_control import CHOICES, kind_of
from status_audit.read.html_stray import astray
from status_audit.read.html_tree import BLOCKS, Node, Tree, folded

MOST = 2000
"""Choices of one control that are kept."""
FAR = 400
"""Nodes that are looked at before a control in search of its wording."""

_PATTERN = pattern_of(r"(?:(?:DD?|MM?M?|YY(?:YY)?|d{1,2}|m{1,3}|y{2,4}|HH?|hh?|mm|ss|[A-Z]?[#_9X0]+|\W|\d)+)")
"""`MM/DD/YYYY`, `000-00-0000`: a hint at how to write, with no word of what is asked."""
PROSE = 160
"""Characters of a text that explains rather than asks."""
_HOW = pattern_of(
    r"(?:please |por favor,? |veuillez )?(?:select|choose|check|tick|mark|pick|seleccione|elija|marque|escoja|cochez"
    r"|choisissez|selecione)\b.{0,40}\Z",
    re.IGNORECASE,
)
"""How to answer choices, with no word of what is asked."""
_OWNERS = frozenset({"label", "select", "textarea", "button"})


def explains(text: str) -> bool:
    """Whether a text says how or why to answer: a short instruction, or prose that ends in no question."""
    return bool(_HOW.match(text)) or (len(text) > PROSE and not text.endswith(("?", "؟", "？")))


class Labels:
    """Answers for one page; the tree is walked once for what every answer needs."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self._pointing: dict[str, Node] = {}
        self._astray: dict[int, Node] = {}
        """Labels that point at no element, by the number of the control they stand for."""
        for node in tree.nodes:
            if node.tag == "label" and (named := node.get("for")):
                self._pointing.setdefault(named, node)
        self._astray = astray(tree, self._pointing, lambda each: bool(self.own(each)))

    def own(self, control: Node) -> str:
        """By `for`, by the label around it, by `aria-labelledby` and `aria-label`, by a label that points nowhere."""
        said = self._labelled(control) or self._aria(control)
        return said or ("" if kind_of(control) in CHOICES else self._stray(control))

    def _stray(self, control: Node) -> str:
        label = self._astray.get(control.at)
        return self.tree.wording(label) if label else ""

    def near(self, control: Node) -> str:
        """By `placeholder` and `title`, else by the text before it, else by the head of its table column.

        A placeholder that only shows how to write a date or a number comes last.
        """
        hint = folded(control.get("placeholder", "title"))
        if hint and not _PATTERN.fullmatch(hint):
            return hint
        return self._before(control) or self._column_head(control) or hint

    def group(self, controls: Sequence[Node]) -> str:
        """The question of radio buttons or check boxes: legend, labelled group, or the text before the first."""
        first = controls[0]
        for each in self.tree.above(first):
            if each.tag == "fieldset" and (legend := self.legend(each)):
                return legend
            if each.get("role") in ("radiogroup", "group") and (named := self._aria(each)):
                return named
            if each.tag in ("form", "body"):
                break
        if stray := next(filter(None, map(self._stray, controls)), ""):
            return stray
        choices = {self.choice(each) for each in controls}
        before = self._before(first, choices=True)
        return (before if before not in choices else "") or self._column_head(first)

    def legend(self, fieldset: Node) -> str:
        """The legend of a fieldset."""
        for node in self.tree.nodes[fieldset.at + 1 : min(fieldset.end, fieldset.at + FAR)]:
            if node.tag == "legend":
                return self.tree.wording(node)
            if kind_of(node) or node.tag == "fieldset":
                break
        return self._aria(fieldset)

    def choice(self, control: Node) -> str:
        """What one radio button, check box or button stands for."""
        if control.tag == "button":
            return self.tree.wording(control) or control.get("value")
        return self.own(control) or self._after(control) or folded(control.get("title")) or control.get("value")

    def options(self, control: Node) -> tuple[str, ...]:
        """The choices of a select or of an input's datalist; `value=Text` where the value is not just a number."""
        holder = self.tree.by_id.get(control.get("list")) if control.tag == "input" else control
        if holder is None or not (holder.tag in ("select", "datalist") or ":" in holder.tag):
            return ()
        found = (self._option(each) for each in self.tree.inside(holder) if each.tag == "option")
        return tuple(dict.fromkeys(each for each in found if each))[:MOST]

    def _option(self, option: Node) -> str:
        text = self.tree.wording(option) or folded(option.get("label"))
        value = option.get("value")
        value = "" if "${" in value or "#{" in value else value  # known when the page runs
        if "value" in option.attributes and not option.attributes["value"]:
            return ""  # the line that says "please choose"
        if not text or not value or value.isdecimal() or value.casefold() == text.casefold():
            return text or value
        return f"{value}={text}"

    def _labelled(self, control: Node) -> str:
        pointing = self._pointing.get(control.get("id")) if control.get("id") else None
        if pointing and (text := self.tree.wording(pointing)):
            return text
        around = self.tree.around(control, "label")
        return self.tree.wording(around) if around else ""

    def _aria(self, node: Node) -> str:
        named = (self.tree.by_id.get(each) for each in node.get("aria-labelledby").split()[:8])
        text = folded(" ".join(self.tree.wording(each) for each in named if each))
        return text or folded(node.get("aria-label"))

    def _before(self, control: Node, choices: bool = False) -> str:
        """The last text before the control, back to the control before it; never the label of another one."""
        parts: list[str] = []
        home, explained = -1, list[str]()
        for node in self._backwards(control):
            same = (
                choices and node.get("name") == control.get("name") and (node.get("name") or kind_of(node) == "radio")
            )
            if kind_of(node) not in ("", "hidden") and not same:
                break
            block = self._block(node) if not node.tag else -1
            if (said := folded("".join(parts))) and (node.tag in BLOCKS or (block >= 0 and block != home)):
                if len(explained) > 1 or not (choices and explains(said)):
                    break
                explained.append(said)  # how to answer, or why; what is asked stands before it
                parts = []
            if not node.tag and not self._belongs_elsewhere(node, control):
                parts.insert(0, node.text)
                home = block if folded(node.text) else home
        said = folded("".join(parts))
        if explained and not self._asks(said, home, explained[-1]):
            said = explained[0]
        return said[-300:]

    def _asks(self, said: str, home: int, explained: str) -> bool:
        """Whether what stands before an explanation is what it explains."""
        if not said or len(said) > PROSE:
            return False
        heading = home >= 0 and self.tree.nodes[home].tag in ("h1", "h2", "h3", "h4", "h5", "h6", "dt", "th")
        return heading or said.endswith(("?", "؟", "？")) or bool(_HOW.match(explained))

    def _block(self, text: Node) -> int:
        """The number of the nearest element around a text that stands on lines of its own; -1 at the top."""
        return next((each.at for each in self.tree.above(text) if each.tag in BLOCKS), -1)

    def _backwards(self, control: Node) -> Iterator[Node]:
        form = self.tree.around(control, "form")
        lowest = max(form.at if form else 0, control.at - FAR)
        return (self.tree.nodes[at] for at in range(control.at - 1, lowest - 1, -1))

    def _belongs_elsewhere(self, text: Node, control: Node) -> bool:
        around = next((each for each in self.tree.above(text) if each.tag in _OWNERS or kind_of(each)), None)
        if around is None or around.tag != "label" or around.get("for"):
            return around is not None
        return any(kind_of(each) and each is not control for each in self.tree.inside(around))

    def following(self, control: Node) -> str:
        """The text beside a single check box that has no label: the block after it, within the same frame."""
        home = next((each for each in self.tree.above(control) if each.tag in BLOCKS), None)
        frames = [each.at for each in self.tree.above(control)][:3]
        last = home.end if home and home.tag != "td" else control.end + FAR
        for node in self.tree.nodes[control.end : min(last, control.end + 20)]:
            if kind_of(node):
                break
            if node.tag in BLOCKS and node.parent in frames and (said := self.tree.wording(node)):
                return said[:300]
        return ""

    def leads_row(self, control: Node) -> bool:
        """Whether a control comes before all words of its table row."""
        row = self.tree.around(control, "tr")
        if row is None or self.tree.around(control, "td") is None:
            return False
        return not any(not each.tag and folded(each.text) for each in self.tree.nodes[row.at : control.at])

    def _after(self, control: Node) -> str:
        """The text right after a radio button or check box."""
        parts: list[str] = []
        around = next((each for each in self.tree.above(control) if each.tag in BLOCKS), None)
        last = around.end if around else len(self.tree.nodes)
        for node in self.tree.nodes[control.end : min(last, control.end + 20)]:
            if kind_of(node) or node.tag in BLOCKS:
                break
            parts.append(node.text)
        return folded("".join(parts))[:300]

    def _column_head(self, control: Node) -> str:
        """The heading of the table column that the control stands in."""
        cell = self.tree.around(control, "td")
        row = self.tree.around(control, "tr")
        table = self.tree.around(control, "table")
        if not (cell and row and table and row.at < cell.at):
            return ""
        place = sum(
            1 for each in self.tree.nodes[row.at : cell.at] if each.tag in ("td", "th") and each.parent == row.at
        )
        heads: list[Node] = []
        for each in self.tree.nodes[table.at : table.at + FAR]:
            if each.tag == "th":
                heads.append(each)
            elif each.tag == "tr" and heads:
                break
        return self.tree.wording(heads[place]) if place < len(heads) else ""
