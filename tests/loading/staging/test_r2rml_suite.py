"""The R2RML cases D000 to D012 of the W3C's suite: the same triples from the same tables, or the refusal asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from graph_service.findings import WorkspaceError
from graph_service.loading.mapping.r2rml import read_r2rml
from graph_service.loading.reading.guard import GuardError
from tests.loading.staging.rdf import database, expected, normal, quads
from tests.loading.staging.sound import sound
from tests.marks import SHARED

SUITE = SHARED / "conformance" / "r2rml"
NOT_YET = {"R2RMLTC0002f": 'DuckDB\'s identifiers ignore case, so {Name} finds the column "Name" as it stands'}
pytestmark = pytest.mark.shared


@dataclass(frozen=True, kw_only=True)
class Case:
    """One test case of a manifest; without an output the mapping must be refused."""

    name: str
    folder: Path
    mapping: str
    output: str | None


def cases() -> list[Case]:
    """The R2RML cases of every manifest."""
    found = []
    for folder in sorted(SUITE.glob("D0*")):
        manifest = (folder / "manifest.ttl").read_text(encoding="utf-8")
        for block in re.findall(r"a rdb2rdftest:R2RML.*?\n\s*\.\s*(?=\n|$)", manifest, re.DOTALL):
            named = dict(re.findall(r":(identifier|mappingDocument|output|hasExpectedOutput)\s+\"?([^\"\s;]+)", block))
            wanted = named["output"] if named["hasExpectedOutput"] == "true" else None
            found.append(Case(name=named["identifier"], folder=folder, mapping=named["mappingDocument"], output=wanted))
    return found


CASES = cases()


def _marked(case: Case) -> object:
    marks = [pytest.mark.xfail(reason=NOT_YET[case.name], strict=True)] if case.name in NOT_YET else []
    return pytest.param(case, id=case.name, marks=marks)


@pytest.mark.parametrize("case", [_marked(case) for case in CASES])
def test_a_case_of_the_suite(case: Case) -> None:
    connection = database(case.folder / "create.sql")
    if case.output is None:
        with pytest.raises((WorkspaceError, GuardError, LookupError)):
            quads(connection, sound(read_r2rml(case.folder / case.mapping, case.mapping)))
        return
    found = quads(connection, sound(read_r2rml(case.folder / case.mapping, case.mapping)))
    assert normal(found) == normal(expected(case.folder / case.output))


@pytest.mark.shared
def test_the_suite_is_all_there() -> None:
    assert (len(CASES), sum(case.output is None for case in CASES), len(NOT_YET)) == (50, 10, 1)
