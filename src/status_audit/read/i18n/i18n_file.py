"""Reads files of translations of many frameworks: each text that a form may show is a question, in its language."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from status_audit.model import Reading, Source
from status_audit.patterns import pattern_of
from status_audit.read.contents import head_text
from status_audit.read.i18n.locale_path import in_folder, is_bundle, language_columns, language_of, path_language

KIND = "i18n"
_YAML = pattern_of(
    r"\A(?:\s*#[^\n]*\n|\s*---[^\n]*\n|\s*\n)*+"
    r"[\"']?([A-Za-z]{2,3}(?:[-_][A-Za-z]{2,4})?)[\"']?:[ \t]*(?:#[^\n]*)?\r?\n[ \t]"
)
_JSON = pattern_of(r"\A\s*\{\s*\"[^\"\n]{1,200}\"\s*:\s*[\"{\[]")
_NO_JSON = pattern_of(
    r"\"(?:\$schema|resourceType|openapi|swagger)\"\s*:\s*\"|\"(?:dependencies|devDependencies|compilerOptions)\"\s*:\s*\{"
    r"|\"type\"\s*:\s*\"(?:object|array|string|module|FeatureCollection)\""
)
_PROPERTY = pattern_of(r"^[ \t]*[A-Za-z][\w.\-]*[ \t]*[=:][ \t]*(?:\S*[^\W\d_]{2}|\\u[0-9A-Fa-f]{4})", re.MULTILINE)
_PHP = pattern_of(r"return\s*(?:array\s*\(|\[)|\$(?:lang|string|LANG|l|translations|messages)\[")
_SCRIPT = pattern_of(r"(?:export\s+(?:default|const)|module\.exports\s*=|define\()\s*[^;]{0,80}\{")
_STRUTS = pattern_of(r"(?:^|/)(?:package|global|\w*Action)\.properties\Z")
_PY_FOLDER = pattern_of(r"(?:^|/)languages?/[a-z]{2,3}(?:-[a-z]{2,4})?\.py\Z")


def accepts(path: str, head: bytes) -> bool:
    """By the places and names that frameworks prescribe, and by the shape of the first bytes."""
    name = path.lower()
    suffix = PurePosixPath(name).suffix
    return suffix in SUFFIXES and _fits(suffix, path, head_text(head))


SUFFIXES = frozenset(
    (
        *(".yml", ".yaml", ".po", ".pot", ".properties", ".json", ".arb", ".csv", ".resx", ".xlf", ".xliff", ".xml"),
        *(".py", ".php", ".js", ".ts", ".mjs"),
    )
)


def _fits(suffix: str, path: str, head: str) -> bool:
    placed = in_folder(path)
    if suffix in (".yml", ".yaml"):
        found = _YAML.match(head)
        return bool(found and path_language(f"x.{found[1]}.yml")) and (placed or is_bundle(path))
    if suffix in (".po", ".pot"):
        return "msgid" in head
    if suffix == ".properties":
        return (placed or is_bundle(path) or bool(_STRUTS.search(path))) and len(_PROPERTY.findall(head[:20_000])) > 0
    if suffix in (".json", ".arb"):
        named = any(language_of(each) for each in PurePosixPath(path).stem.split("."))
        spoken = placed and (named or bool(path_language(path)) or is_bundle(path))
        return suffix == ".arb" or ((spoken or named) and bool(_JSON.match(head)) and not _NO_JSON.search(head[:4000]))
    if suffix == ".csv":
        key, columns, _ = language_columns(re.split(r"[,]", head.split("\n", 1)[0].replace('"', "").rstrip("\r")))
        return key >= 0 and len(columns) > 0
    return _fits_code(suffix, path, head, placed)


def _fits_code(suffix: str, path: str, head: str, placed: bool) -> bool:
    if suffix in (".resx", ".xlf", ".xliff"):
        return "<data " in head or "<trans-unit" in head or "<unit" in head
    if suffix == ".xml":
        return "<resources" in head[:2000] and "<string " in head
    if suffix == ".py":
        return bool(_PY_FOLDER.search(path.lower())) and "{" in head[:4000]
    if suffix == ".php":
        return placed and bool(_PHP.search(head)) and bool(path_language(path) or is_bundle(path))
    return placed and bool(path_language(path)) and bool(_SCRIPT.search(head[:4000]))


def read(source: Source) -> Reading:
    """The texts that may stand beside a question; the others are counted as skipped."""
    from status_audit.read.i18n.texts import read as really

    return really(source)
