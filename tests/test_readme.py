"""Every command and snippet of the README and the docs runs."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from starlette.testclient import TestClient

from graph_service.api.app import build_app
from graph_service.loads import Loaded
from graph_service.plan.forms.form import plan_from_form
from graph_service.service import GraphService
from graph_service.workspace import Workspace
from tests.cli.running import run
from tests.conftest import ROOT

OWN = "your-own-domain.md"  # its commands run on the workspace it makes, in test_own_domain.py
PAGES = (ROOT / "README.md", *(page for page in sorted((ROOT / "docs").glob("*.md")) if page.name != OWN))
FENCE = re.compile(r"(?:<!-- (?P<name>[\w-]+) -->\n)?```(?P<language>\w*)\n(?P<text>.*?)```", re.DOTALL)
SETS_UP = {"up", "test", "neo4j"}  # run by .ci/run in a clean clone, since they make the environment itself


def fences(language: str) -> Iterator[tuple[Path, str, str]]:
    for page in PAGES:
        for found in FENCE.finditer(page.read_text("utf-8")):
            if found["language"] == language:
                yield page, found["name"] or "", found["text"]


def commands() -> list[str]:
    return [
        line
        for _, name, text in fences("sh")
        if name not in SETS_UP
        for line in text.strip().splitlines()
        if line and not line.startswith("#")
    ]


@pytest.mark.parametrize("line", commands())
def test_a_command_of_the_docs_runs(
    line: str, sample_workspace: Workspace, sample_load: Loaded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = shlex.split(line)
    assert Path(words[0]).name == "graph-service", line
    if words[1] == "init":
        words[2] = str(tmp_path / words[2])
    elif "--workspace" in words:
        words[words.index("--workspace") + 1] = str(sample_workspace.root)
    else:
        monkeypatch.setenv("GRAPH_SERVICE_WORKSPACE", str(sample_workspace.root))
    if words[-1].startswith("https://mesh.example/id/Store/storeNumber/1"):
        words[-1] = words[-1].replace("/1", "/2")  # the small world has no store 1
    ran = run(*words[1:])
    assert ran.code == 0, ran.err


def test_the_graphql_of_the_docs_runs(sample_service: GraphService) -> None:
    documents = list(fences("graphql"))
    assert documents
    client = TestClient(build_app(sample_service, hosts=("testserver",)))
    for page, _, text in documents:
        answer: dict[str, Any] = client.post("/graphql", json={"query": text}).json()
        assert "errors" not in answer, (page, answer)


def test_the_yaml_of_the_docs_reads() -> None:
    for page, name, text in fences("yaml"):
        document = yaml.safe_load(text)
        assert document, page
        if name == "plan":
            plan_from_form(document)


def test_the_readme_has_its_two_commands_and_the_page_is_short() -> None:
    names = [name for _, name, _ in fences("sh")]
    assert {"up", "test", "neo4j"} <= set(names)
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) < 160
    assert len(commands()) >= 8
