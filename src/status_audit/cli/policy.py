"""`status-audit policy`: list, show, check, compare and start policies."""

from __future__ import annotations

import textwrap
from pathlib import Path

import click

FOUND_WRONG = 1


@click.group("policy")
def command() -> None:
    """List, show and check policies."""


@command.command("list")
def list_() -> None:
    """The packaged policies: whom they bind, what they say, and how much of the text was seen."""
    from status_audit.policy.show import IN_FORCE, VERIFIED, packaged

    for each in packaged():
        click.echo(f"{each.id:28} {each.jurisdiction}")
        state = IN_FORCE.get(each.in_force, each.in_force)
        seen = VERIFIED.get(each.authority.verified, each.authority.verified)
        click.echo(f"{'':28} {each.authority.citation} ({state}; {seen}, {each.as_seen})")


@command.command()
@click.argument("policy", metavar="NAME|FILE")
def show(policy: str) -> None:
    """Plain words first, then the rules, then the citation and what was not verified."""
    from status_audit.policy import load_policy
    from status_audit.policy.show import describe

    click.echo(describe(load_policy(policy, Path())), nl=False)


@command.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.pass_context
def validate(context: click.Context, files: tuple[str, ...]) -> None:
    """Check policy files; every problem with its file, line and key. Exit 2 when there is one.

    The examples of the categories that a policy adds are run as well.
    """
    from status_audit.policy.show import validate as problems_of
    from status_audit.report.escape import printable

    wrong = [problem for each in files for problem in problems_of(Path(each)) or _failing(each)]
    for problem in wrong:
        click.echo(f"status-audit: {printable(problem)}", err=True)
    if wrong:
        context.exit(2)
    click.echo(f"{len(files)} file{'s' if len(files) > 1 else ''} checked; nothing wrong found.")


def _failing(file: str) -> list[str]:
    """Examples of the policy's own categories that these do not keep."""
    from status_audit.classify.examples import check
    from status_audit.policy import load_policy
    from status_audit.policy.categories import categories_for

    path = Path(file).resolve()
    own = {each.id: each.path for each in load_policy(path.as_posix(), path.parent).categories}
    if not own:
        return []
    failures = check(categories_for([load_policy(path.as_posix(), path.parent)]), set(own))
    return [": ".join(filter(None, (own[each.category], each.entry, each.reason))) for each in failures]


@command.command()
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.pass_context
def test(context: click.Context, files: tuple[str, ...]) -> None:
    """Run the examples inside every vocabulary entry: what it must find, and what it must leave alone.

    Each FILE is a policy whose own categories are tried beside the packaged ones.
    """
    from status_audit.classify.examples import check
    from status_audit.policy import load_policies
    from status_audit.policy.categories import joined, load_categories, on_request
    from status_audit.report.escape import printable

    own = [each for policy in load_policies(files, Path()) for each in policy.categories]
    categories = joined(load_categories(asked=on_request()), own)
    failures = check(categories)
    for each in failures:
        click.echo(printable(f"{each.category}: {each.entry}: {each.reason}"))
    entries = sum(len(each.signs) + len(each.lookalikes) for each in categories)
    click.echo(f"{entries:,} entries in {len(categories)} categories; {len(failures)} failed.")
    if failures:
        context.exit(FOUND_WRONG)


@command.command()
@click.argument("file", metavar="FILE")
def new(file: str) -> None:
    """Write a commented policy to FILE; an existing file is never overwritten."""
    from status_audit.errors import AuditError
    from status_audit.policy.template import new_policy_text

    try:
        with Path(file).open("x", encoding="utf-8", newline="\n") as out:
            out.write(new_policy_text())
    except FileExistsError as problem:
        raise AuditError(f"{file} is there already", "Name a new file") from problem
    except OSError as problem:
        raise AuditError(f"cannot write {file}: {problem.strerror}", "Check the folder and its rights") from problem
    click.echo(f"{file} written; use it with: status-audit check -p {_as_file(file)}")


def _as_file(name: str) -> str:
    return name if "/" in name or name.endswith(".yaml") else f"./{name}"


@command.command()
@click.argument("old", metavar="NAME|FILE")
@click.argument("new", metavar="NAME|FILE")
def diff(old: str, new: str) -> None:
    """What changed from one policy to another, a line each."""
    from status_audit.policy import load_policy
    from status_audit.policy.compare import compare
    from status_audit.report.escape import printable

    lines = compare(load_policy(old, Path()), load_policy(new, Path()))
    for each in lines:
        click.echo(textwrap.fill(printable(each), 100, subsequent_indent="    ", break_on_hyphens=False))
    if not lines:
        click.echo("They say the same.")


@command.command()
@click.argument("policies", nargs=-1, metavar="[NAME|FILE]...")
@click.option("--as-of", metavar="DATE", help="Next dates after this one (default: today).")
def duties(policies: tuple[str, ...], as_of: str | None) -> None:
    """What the policies ask to be reported, to whom, by when, and what an audit contributes.

    Without a name: the policies of the project file found from here, else all packaged ones.
    """
    from status_audit.cli.options import day
    from status_audit.policy import duties as duties_of
    from status_audit.policy import find_project, load_policies, load_project, packaged_policies

    found = None if policies else find_project(Path.cwd())
    project = load_project(found) if found else None
    named = policies or (project.policies if project else ()) or packaged_policies()
    due = duties_of(load_policies(named, Path(project.root if project else ".")), day(as_of))
    for each in due:
        click.echo(f"{each.when}: {each.policy} ({each.duty.citation})")
        told = {"what": each.duty.what, "to": each.duty.to_whom or "the text seen names nobody"}
        for title, text in (*told.items(), ("audit", each.duty.contributes or "nothing; a person does this")):
            if text:
                click.echo(textwrap.fill(text, 92, initial_indent=f"    {title:6}", subsequent_indent=" " * 10))
    if not due:
        click.echo("No duties are recorded for these policies.")
