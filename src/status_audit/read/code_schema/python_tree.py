"""A parsed Python file, never imported: its constants, the words in its expressions, and places in it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from status_audit.model import Directive, Location, Source
from status_audit.patterns import pattern_of

MOST = 2000
"""Choices of one field that are kept."""
MOST_STEPS = 2_000_000
"""Expressions that are looked into in one file."""
DEEPEST = 12
"""Names that may stand for names before the search for their value ends."""
_NEWLINE = pattern_of(r"\r\n|\r|\n")
_COMMENT = pattern_of(r"[\s,)\]}]*#+[ \t]*(.*)")
_IGNORE = pattern_of(
    r"#[^\r\n]{0,200}?status-audit:\s*ignore\s*\[([^\]\r\n]{1,200})\]\s*(?:reason\s*=\s*[\"']([^\"'\r\n]*)[\"'])?"
)


@dataclass(slots=True)
class Module:
    """One file."""

    source: Source
    tree: ast.Module
    lines: list[str]
    values: dict[str, ast.expr] = field(default_factory=dict)
    """What a name is assigned at the top of the file or of a class: `NAME`, `Class.NAME`."""
    classes: dict[str, ast.ClassDef] = field(default_factory=dict)
    origin: dict[str, str] = field(default_factory=dict)
    """The module an imported name comes from."""
    steps: int = MOST_STEPS
    """How much looking up of names is left; 0 means that the rest was left out."""

    def location(self, ref: str, node: ast.AST, part: str = "") -> Location:
        line = getattr(node, "lineno", 1)
        before = self.line(line).encode("utf-8", "replace")[: getattr(node, "col_offset", 0)]
        return Location(self.source.path, ref, line, len(before.decode("utf-8", "ignore")) + 1, part=part)

    def line(self, number: int) -> str:
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def beside(self, node: ast.AST) -> str:
        """The comment behind a node, on the line it ends on."""
        rest = self.line(getattr(node, "end_lineno", 0) or 0).encode("utf-8", "replace")
        found = _COMMENT.match(rest[getattr(node, "end_col_offset", 0) :].decode("utf-8", "ignore"))
        said = found[1].strip() if found else ""
        return "" if said.startswith(("noqa", "type:", "pylint", "pragma", "status-audit:")) else said[:500]

    def directives(self) -> Iterator[Directive]:
        """Inline ignores in comments."""
        for number, line in enumerate(self.lines, start=1):
            if "status-audit:" in line and (found := _IGNORE.search(line[:2000])):
                rules = tuple(each.strip() for each in found[1].split(",") if each.strip())
                yield Directive(rules, (found[2] or "").strip(), Location(self.source.path, "", number))

    def text(self, node: ast.expr | None, depth: int = 0) -> str:
        """The words of an expression: a literal, one in a call for its translation, or a constant of this file."""
        if node is None or depth > DEEPEST or not self._step():
            return ""
        if isinstance(node, ast.Constant):
            return " ".join(node.value.split()) if isinstance(node.value, str) else ""
        parts = self._parts(node)
        joint = "" if isinstance(node, ast.JoinedStr) else " "
        return joint.join(said for each in parts if (said := self.text(each, depth + 1)))

    def _parts(self, node: ast.expr) -> list[ast.expr]:
        """The expressions whose words are the words of this one."""
        if isinstance(node, ast.JoinedStr):
            return node.values
        if isinstance(node, ast.BinOp):
            return [node.left, node.right] if isinstance(node.op, ast.Add) else [node.left]
        if isinstance(node, ast.Call):
            on = node.func.value if isinstance(node.func, ast.Attribute) else None
            return [on] if isinstance(on, ast.Constant) else node.args[:1]
        value = self.value(node)
        return [value] if value else []

    def _step(self) -> bool:
        self.steps = max(0, self.steps - 1)
        return self.steps > 0

    def value(self, node: ast.expr | None) -> ast.expr | None:
        """What a name stands for in this file; None where it is not known."""
        name = dotted(node).removeprefix("self.") if isinstance(node, ast.Name | ast.Attribute) else ""
        return self.values.get(name)

    def choices(self, node: ast.expr | None, depth: int = 0) -> tuple[str, ...]:
        """The values of a list of choices, of an enumeration of this file, or of a constant that holds them."""
        if node is None or depth > DEEPEST or not self._step():
            return ()
        found: tuple[str, ...] = ()
        if isinstance(node, ast.List | ast.Tuple | ast.Set):
            found = tuple(each for item in node.elts[:MOST] for each in self._choice(item, depth))
        elif isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            found = tuple(self._pair(key, value) for key, value in pairs if key)
        elif isinstance(node, ast.BinOp):
            found = (*self.choices(node.left, depth + 1), *self.choices(node.right, depth + 1))
        elif isinstance(node, ast.Call):
            first = node.func if isinstance(node.func, ast.Attribute) and not node.args else next(iter(node.args), None)
            found = self.choices(first, depth + 1)
        elif isinstance(node, ast.Name | ast.Attribute):
            found = self._members(dotted(node)) or self.choices(self.value(node), depth + 1)
        return tuple(dict.fromkeys(each for each in found if each))[:MOST]

    def _choice(self, item: ast.expr, depth: int) -> tuple[str, ...]:
        """One choice, or those of a group or of a list written out with a star."""
        if isinstance(item, ast.Starred):
            return self.choices(item.value, depth + 1)
        if isinstance(item, ast.Tuple | ast.List) and len(item.elts) == 2:
            key, value = item.elts
            if isinstance(value, ast.Tuple | ast.List):
                return self.choices(value, depth + 1)
            return (self._pair(key, value),)
        return (self.text(item) or (str(item.value) if isinstance(item, ast.Constant) and item.value else ""),)

    def _pair(self, key: ast.expr, value: ast.expr) -> str:
        code, said = self.text(key), self.text(value)
        if not code or code.isdecimal() or code.casefold() == said.casefold():
            return said
        return f"{code}={said}" if said else code

    def _members(self, name: str) -> tuple[str, ...]:
        """The members of an enumeration that is a class of this file; `name` may end in `.choices`."""
        found = self.classes.get(name.removesuffix(".choices"))
        if found is None or not any(re.search(r"Choices|Enum", dotted(each)) for each in found.bases):
            return ()
        return tuple(self._member(name, value) for name, value in assigned(found))[:MOST]

    def _member(self, name: str, value: ast.expr) -> str:
        if isinstance(value, ast.Tuple) and len(value.elts) == 2:
            return self._pair(*value.elts)
        said = self.text(value)
        return self._pair(ast.Constant(name), value) if said and not said.isdecimal() else name


def module_of(source: Source, text: str) -> Module:
    """Raises SyntaxError, ValueError, RecursionError or MemoryError for what is not Python."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(text)
    found = Module(source, tree, _NEWLINE.split(text))
    for node in tree.body:
        if isinstance(node, ast.ImportFrom):
            found.origin.update((each.asname or each.name, node.module or "") for each in node.names)
    for scope, node in scopes(tree):
        found.classes.setdefault(node.name, node)
        found.classes[f"{scope}{node.name}"] = node
        found.values.update((f"{node.name}.{name}", value) for name, value in assigned(node))
        for name, value in assigned(node):
            found.values.setdefault(name, value)
    found.values.update(assigned(tree))
    return found


def scopes(tree: ast.AST, prefix: str = "", depth: int = 0) -> Iterator[tuple[str, ast.ClassDef]]:
    """(prefix, class) of every class, outer ones first; also those under `if`, `try` and in functions."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef):
            yield prefix, node
        if depth < DEEPEST and isinstance(node, ast.stmt | ast.ExceptHandler):
            inner = f"{prefix}{node.name}." if isinstance(node, ast.ClassDef) else prefix
            yield from scopes(node, inner, depth + 1)


def assigned(body: ast.ClassDef | ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """(name, value) of the assignments of a class or module, in order."""
    for node in body.body:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    yield target.id, node.value
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            yield node.target.id, node.value


def dotted(node: ast.AST | None) -> str:
    """`a.b.c` of a name; of a call or a subscript the name before its bracket; empty for anything else."""
    parts: list[str] = []
    while node is not None:
        if isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Subscript):
            node = node.value
        else:
            parts.append(node.id if isinstance(node, ast.Name) else "")
            break
    return ".".join(reversed(parts)).lstrip(".")


def tail(node: ast.AST | None) -> str:
    """The last word of a dotted name."""
    return dotted(node).rpartition(".")[2]


def keyword(call: ast.Call, *names: str) -> ast.expr | None:
    """The value given for the first of these names."""
    given = {each.arg: each.value for each in call.keywords if each.arg}
    return next((given[name] for name in names if name in given), None)


def bases(node: ast.ClassDef) -> tuple[str, ...]:
    """The last words of the classes it is built on."""
    return tuple(tail(each) for each in node.bases)


def inner(node: ast.ClassDef, name: str = "Meta") -> dict[str, ast.expr]:
    """What the class inside it assigns."""
    found = next((each for each in node.body if isinstance(each, ast.ClassDef) and each.name == name), None)
    return dict(assigned(found)) if found else {}


def says(node: ast.ClassDef) -> str:
    """The first paragraph of its docstring."""
    return " ".join((ast.get_docstring(node) or "").split("\n\n")[0].split())[:500]
