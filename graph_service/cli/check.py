"""`graph-service check`: everything that is wrong with a workspace, at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Annotated

import typer

from graph_service.cli.options import Format, FormatOption, WorkspaceOption
from graph_service.cli.output import count_of, out, print_findings, print_json
from graph_service.findings import Finding, Severity


def command(
    workspace: WorkspaceOption = None,
    reason: Annotated[bool, typer.Option("--reason", help="Also find unsatisfiable classes, by HermiT.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Leave out what is only for information.")] = False,
    format: FormatOption = Format.TEXT,
) -> None:
    """Read the whole workspace and report every finding: what, where, and what instead.

    Exit code 1 if there is a violation; warnings and information do not fail.

    **Examples**

    ```
    graph-service check
    graph-service check --reason             # needs the extra [reason]
    ```
    """
    from graph_service.checks import check_workspace
    from graph_service.workspace import find_workspace

    findings = check_workspace(find_workspace(workspace), reason=reason)
    if quiet:
        findings = tuple(finding for finding in findings if finding.severity is not Severity.INFO)
    if format is Format.JSON:
        print_json([finding.to_json() for finding in findings])
    else:
        print_findings(findings)
        out.print(summary(findings))
    if any(finding.severity is Severity.VIOLATION for finding in findings):
        raise typer.Exit(1)


def summary(findings: Iterable[Finding]) -> str:
    """`No violations, 1 warning, 2 for information.`"""
    many = Counter(finding.severity for finding in findings)
    parts = (
        count_of(many[Severity.VIOLATION], "violation", "violations"),
        count_of(many[Severity.WARNING], "warning", "warnings"),
        f"{many[Severity.INFO] or 'nothing'} for information",
    )
    return f"{', '.join(parts)}.".capitalize()
