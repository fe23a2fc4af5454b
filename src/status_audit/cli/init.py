"""`status-audit init`: a first project file, with the systems that were found."""

from __future__ import annotations

from pathlib import Path

import click

NAME = "status-audit.yaml"
HEAD = """\
# Project file of status-audit. Commands find it by itself, here or in a folder above what they read.
policies: [safe-city]

# Which folder is which system, what kind of agency runs it, and what lawful collection it claims.
# An unknown type meets every rule. A claim looks like this:
#     exemptions:
#       - {exemption: i9-employment, citation: 8 U.S.C. 1324a(b), claimed_by: Director of personnel}
# The day a system was activated (activated_on: 2019-05-01) counts where a text spares systems that were there before.
systems:
"""
SYSTEM = """\
  - name: {name}
    paths: {paths}
    type: unknown
"""
TAIL = """
# Who gets the data: names of roles, servers, files or addresses, with shell wildcards.
recipients: []
#  - {match: "fed*", title: Federal partner, class: other-federal, purpose: background checks}
#  - match: "ice_*"
#    class: federal-immigration-authority
#    process:            # a court's order or warrant, where there is one: it ends, and it names its citation
#      - {grade: judicial-warrant, citation: No. 26-mj-1, claimed_by: City Attorney, expires: 2027-01-31}
"""


@click.command("init")
@click.argument("folder", default=".", metavar="[FOLDER]")
def command(folder: str) -> None:
    """Write status-audit.yaml in FOLDER with the systems found there; an existing file is never overwritten."""
    import json

    from status_audit.errors import AuditError
    from status_audit.model.policy import Project
    from status_audit.read.discover import discover

    path = Path(folder, NAME)
    if path.exists():
        raise AuditError(f"{path} is there already", "Edit it, or move it away first")
    if not Path(folder).is_dir():
        raise AuditError(f"{folder} is not a folder", "Name the folder that holds your schemas and forms")
    found = discover((folder,), Project(root=folder))
    systems = sorted({each.system for each in found.sources if each.kind != "dictionary"}) or ["."]
    entries = [
        SYSTEM.format(
            name=json.dumps(Path(folder).resolve().name if each == "." else each),
            paths=json.dumps(["**" if each == "." else f"{each}/**"]),
        )
        for each in sorted(systems, key=lambda name: name == ".")
    ]
    try:
        path.write_text(HEAD + "".join(entries) + TAIL, encoding="utf-8", newline="\n")
    except OSError as problem:
        raise AuditError(f"cannot write {path}: {problem.strerror}", "Check the folder and its rights") from problem
    click.echo(f"{path}: {len(entries)} system{'' if len(entries) == 1 else 's'}. Say what runs them, then: check")
