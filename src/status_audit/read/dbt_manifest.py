"""The SQL that dbt itself compiled, from `target/manifest.json`, where it is there and no older than the model."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from status_audit.read.dbt_properties import project_root

MANIFEST = "target/manifest.json"
"""Where dbt writes it below the project's folder, unless told otherwise."""
MOST = 256 * 1024 * 1024
"""Bytes of a manifest that are read."""


@dataclass(slots=True)
class Manifests:
    """Opens a project's manifest when the first of its models is asked for."""

    files: Mapping[str, str]
    """Path of a source -> its file."""
    _known: dict[Path, dict[str, dict[str, Any]]] = field(default_factory=dict)
    _roots: dict[Path, Path | None] = field(default_factory=dict)

    def compiled(self, path: str) -> str:
        """A model's compiled SQL; empty where there is no manifest, or one of another state of the model."""
        file = Path(self.files.get(path, ""))
        if not self.files.get(path):
            return ""
        if file.parent not in self._roots:
            self._roots[file.parent] = project_root(str(file))
        root = self._roots[file.parent]
        if root is None:
            return ""
        if root not in self._known:
            self._known[root] = _nodes(root / MANIFEST)
        node = self._known[root].get(file.relative_to(root).as_posix())
        if node is None or not _same(node, file):
            return ""
        code = node.get("compiled_code") or node.get("compiled_sql")
        return code if isinstance(code, str) else ""


def manifests_above(files: Mapping[str, str]) -> tuple[Path, ...]:
    """The manifests that readings of these files may depend on, each once."""
    roots = {project_root(file) for file in {str(Path(each).parent / "x") for each in files.values()}}
    return tuple(sorted(root / MANIFEST for root in roots if root is not None and (root / MANIFEST).is_file()))


def _nodes(manifest: Path) -> dict[str, dict[str, Any]]:
    """Models and snapshots by their path below the project (dbt manifest, schema v4 to v12: `nodes`)."""
    try:
        if manifest.stat().st_size > MOST:
            return {}
        data = json.loads(manifest.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    nodes = data.get("nodes") if isinstance(data, dict) else None
    if not isinstance(nodes, dict):
        return {}
    found = {}
    for each in nodes.values():
        if isinstance(each, dict) and each.get("resource_type") in ("model", "snapshot"):
            path = str(each.get("original_file_path", "")).replace("\\", "/")
            found[path] = each
    return found


def _same(node: Mapping[str, Any], file: Path) -> bool:
    """Whether it was compiled from what the file says today: dbt's checksum is of the text without outer blanks."""
    checksum = node.get("checksum")
    wanted = checksum.get("checksum") if isinstance(checksum, dict) else None
    try:
        data = file.read_bytes()
    except OSError:
        return False
    text = data.decode("utf-8", "replace").strip().encode()
    return wanted in {hashlib.sha256(each).hexdigest() for each in (data, text)}
