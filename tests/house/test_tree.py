"""What never enters the project: machine paths, registry hosts, unfinished places; and what loads at import."""

from __future__ import annotations

import re
import subprocess
import sys

from tests.house.imports import ROOT

FORBIDDEN = {
    "a machine path": re.compile(r"""["' =(:]/(root|work)/"""),
    "a registry host": re.compile(r"(py[p]i|pythonh[o]sted|npm[j]s|mav[e]n|crat[e]s|d[e]bian)\.(org|com|io)"),
    "an unfinished place": re.compile(r"NotImplemented[E]rror|\bTO[D]O\b|\bFIX[M]E\b|Magic[M]ock|mock\.[p]atch"),
}
HEAVY = ("rdflib", "duckdb", "neo4j", "openai", "strawberry", "starlette", "granian", "owlready2", "jgo", "numpy")


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return listed.splitlines()


def test_nothing_forbidden_is_tracked() -> None:
    names = tracked()
    assert len(names) > 50
    found = []
    for name in names:
        path = ROOT / name
        if path.suffix in {".png", ".svg", ".js", ".css", ".woff2"} or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8")
        found += [f"{name}: {what}: {m.group(0)}" for what, rule in FORBIDDEN.items() for m in rule.finditer(text)]
    assert found == []


def loaded_by(statement: str) -> set[str]:
    code = f"import sys\n{statement}\nprint(' '.join(sorted({{m.split('.')[0] for m in sys.modules}})))"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(run.stdout.split())


def test_importing_the_command_line_loads_nothing_heavy() -> None:
    assert loaded_by("import graph_service.cli").isdisjoint(HEAVY)


def test_importing_the_plan_loads_no_package_outside_the_standard_library() -> None:
    assert loaded_by("import graph_service.plan").isdisjoint({*HEAVY, "yaml", "pydantic", "typer", "rich"})
