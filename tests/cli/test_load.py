"""What `load` and `status` tell a person, from a first load to a failure and an edited ontology."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph_service.loads import load_workspace
from graph_service.sample import write
from graph_service.templates import make_workspace
from graph_service.workspace import Workspace, open_workspace
from tests.cli.running import run


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    workspace = open_workspace(make_workspace(tmp_path_factory.mktemp("loads") / "workspace"))
    write(workspace.data, stores=(2, 4), days=14, dirty=0.01)
    load_workspace(workspace, store="sqlite")
    return workspace


@pytest.fixture
def loaded(made: Workspace) -> Iterator[Workspace]:
    """The workspace, its files as they were again afterwards."""
    kept = {path: path.read_bytes() for path in (*made.data.glob("*/*.csv"), *_text(made))}
    yield made
    for path, content in kept.items():
        path.write_bytes(content)


def _text(workspace: Workspace) -> list[Path]:
    return [path for folder in (workspace.loaders, workspace.ontology) for path in folder.rglob("*") if path.is_file()]


def test_an_emptied_file_is_refused_and_the_status_tells(loaded: Workspace) -> None:
    place = ("--workspace", loaded.root, "--store", "sqlite")
    lines = loaded.data / "sales" / "lines.csv"
    lines.write_text(lines.read_text("utf-8").splitlines()[0] + "\n", "utf-8")
    told = run("load", "sales", *place)
    assert told.code == 1
    assert re.search(r"^sales +2\.1\.0 +failed ", told.out, re.MULTILINE)
    assert re.search(r"lines\.csv holds no record; the [\d,]+ records of the last load stay\. "
                     r"If this is meant: graph-service load sales --allow-empty", told.err)  # fmt: skip
    status = run("status", *place)
    assert re.search(r"^Violation sales: The load of \S+Z failed: .*holds no record", status.err, re.MULTILINE)
    assert re.search(r"^SalesLine +[1-9]", status.out, re.MULTILINE)
    meant = run("load", "sales", "--allow-empty", *place)
    assert meant.code == 0, meant.err
    assert "The load of" not in run("status", *place).err
    assert "SalesLine" not in run("status", *place).out


def test_a_product_that_cannot_be_read_stands_in_the_table(loaded: Workspace) -> None:
    contract = loaded.loaders / "social" / "contract.odcs.yaml"
    contract.write_text(contract.read_text("utf-8").replace("status: active", "status: ["), "utf-8")
    told = run("load", "--workspace", loaded.root, "--store", "sqlite")
    assert told.code == 1
    assert re.search(r"^social +failed ", told.out, re.MULTILINE)
    assert "loaders/social/contract.odcs.yaml" in told.err


def test_a_load_shows_the_gravest_findings_and_leaves_the_rest_to_the_status(loaded: Workspace) -> None:
    place = ("--workspace", loaded.root, "--store", "sqlite")
    (loaded.data / "customers" / "customers.csv").unlink()
    told = run("load", *place)
    *shown, rest = [line for line in told.err.splitlines() if not re.match(r"\w+: \d+ of \d+", line)]
    assert len(shown) == 5 and shown[0].startswith("Violation ") and "customers.csv" in shown[0]
    assert re.fullmatch(r"… and \d+ more: graph-service status", rest)
    status = run("status", *place).err
    assert len(status.splitlines()) > 5
    assert all(line.partition(" ")[2] in status for line in shown[1:])
    for text in (told.err, status):
        assert not re.search(r"\(s\)|\.,|\b1 (links|values|records)\b", text)


def test_an_edited_ontology_is_told_apart_from_new_records(loaded: Workspace) -> None:
    place = ("--workspace", loaded.root, "--store", "sqlite")
    run("load", *place)
    ontology = loaded.ontology / "stores.ttl"
    ontology.write_text(ontology.read_text("utf-8").replace('"region"@en', '"area"@en', 1), "utf-8")
    told = run("load", *place)
    assert re.search(r"^Generation \d+: [\d,]+ entities, all published anew because the ontology changed, "
                     r"0 records new or changed, 0 removed", told.out, re.MULTILINE), told.out  # fmt: skip


def test_the_quarantine_names_sources_as_its_json_does(loaded: Workspace) -> None:
    place = ("--workspace", loaded.root)
    heading = run("quarantine", *place).out.splitlines()[0].split()
    assert heading == ["product", "source", "record", "column", "rule", "value", "reason"]
    assert heading[:3] == list(run("quarantine", *place, "--format", "json").json["rows"][0])[:3]
    store = run("why", "https://mesh.example/id/Store/storeNumber/2", *place, "--store", "sqlite").out
    assert "source" in store.splitlines()[1] and "file" not in store.splitlines()[1]
