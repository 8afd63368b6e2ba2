"""Causes before consequences: what is unknown only because a file of the ontology could not be read is left out.

One broken line of Turtle makes every term of its file unknown to mappings, metrics and queries; the one finding that
matters would drown in those that go with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from graph_service.findings import Finding, Severity
from graph_service.workspace import Workspace

UNREADABLE = ("syntax", "encoding")  # rules of files that nothing could be read from
METRICS = "metrics.yaml"


def causes(findings: Iterable[Finding], workspace: Workspace) -> Iterator[Finding]:
    """The findings without those that follow from an unreadable file of the ontology, and one that counts them."""
    told = tuple(findings)
    unread = {_file(one) for one in told if one.rule in UNREADABLE}
    broken = sorted(file for file in unread if file.startswith(f"{workspace.ontology.name}/"))
    words = _words(workspace.root / file for file in broken)
    held = {one for one in told if _follows(one, words)}
    metrics = f"{workspace.ontology.name}/{METRICS}"
    if any(_file(one) == metrics for one in held):
        words |= _words([workspace.root / metrics])
        held = {one for one in told if _follows(one, words)}
    yield from (one for one in told if one not in held)
    if held:
        message = f"{len(held)} more findings are left out: they name terms of {' and '.join(broken)}. Mend that first."
        yield Finding(rule="unread", severity=Severity.INFO, where=broken[0], message=message)


def _file(finding: Finding) -> str:
    return finding.where.rpartition(":")[0] if re.search(r":\d+$", finding.where) else finding.where


def _words(files: Iterable[Path]) -> set[str]:
    """Every word of the files, be they of whatever syntax."""
    return {word for path in files for word in re.findall(r"\w+", path.read_text(encoding="utf-8", errors="replace"))}


def _follows(finding: Finding, words: set[str]) -> bool:
    """Whether the finding calls something unknown that a word of those files may have stated."""
    unknown = re.match(r"Unknown [^']*'([^']+)'", finding.message)
    return unknown is not None and re.split(r"[/#:.]", unknown[1])[-1] in words
