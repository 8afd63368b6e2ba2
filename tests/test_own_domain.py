"""The pages that newcomers copy from: their files, as they stand there, make workspaces that check, load and answer."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from graph_service.api.app import build_app
from graph_service.sample import write
from graph_service.service import open_service
from graph_service.templates import make_workspace
from graph_service.workspace import open_workspace
from tests.cli.running import Ran, run
from tests.pages import page, write_files

OWN = page("your-own-domain.md")
COMMANDS = re.findall(r"^graph-service (\w+)(.*)$", OWN, re.MULTILINE)
QUESTIONS = [re.findall(r'"([^"]*)"', words)[0] for verb, words in COMMANDS if verb == "ask"]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace of the page, made by its own first command and its own files, and loaded."""
    root = tmp_path_factory.mktemp("own") / "library"
    assert run("init", root, "--empty").code == 0
    assert len(write_files(OWN, root)) == 7
    checked = run("check", "--workspace", root, "--format", "json")
    assert (checked.code, checked.json) == (0, []), "the page's files have findings"
    loaded = run("load", "--workspace", root, "--format", "json")
    assert loaded.code == 0, loaded.err
    return root


def asked(library: Path, question: str) -> Any:
    ran = run("ask", question, "--workspace", library, "--format", "json")
    assert ran.code == 0, ran.err
    return ran.json


def test_the_page_walks_the_whole_way() -> None:
    verbs = [verb for verb, _ in COMMANDS]
    assert verbs == ["init", "check", "load", "quarantine", "ask", "ask", "serve"]
    assert len(OWN.splitlines()) <= 110


def test_its_questions_are_answered(library: Path) -> None:
    by_book, without_loans = QUESTIONS
    first = asked(library, by_book)
    assert first["status"] == "answered"
    assert first["rows"] == [["The Long Winter", 2]]
    assert {source["product"] for source in first["evidence"]["sources"]} == {"books", "loans"}
    second = asked(library, without_loans)
    assert [row[0] for row in second["rows"]] == ["A Short Summer"]


def test_its_faulty_record_is_put_aside(library: Path) -> None:
    rows = run("quarantine", "--workspace", library, "--format", "json").json["rows"]
    assert [(row["product"], row["record"], row["column"], row["rule"]) for row in rows] == [
        ("loans", 4, "ean", "required")
    ]


def test_products_that_come_after_an_empty_load_are_served(tmp_path: Path) -> None:
    root = tmp_path / "library"
    run("init", root, "--empty")
    files = write_files(OWN, root)
    assert len(files) == 7
    (root / "loaders").rename(root / "later")
    (root / "loaders").mkdir()
    assert run("load", "--workspace", root).code == 0
    again = run("load", "--workspace", root)
    assert "Nothing has changed" in again.out
    (root / "loaders").rmdir()
    (root / "later").rename(root / "loaders")
    assert "Nothing has changed" not in run("load", "--workspace", root).out
    assert asked(root, QUESTIONS[0])["rows"] == [["The Long Winter", 2]]


def test_graphql_crosses_its_domains(library: Path) -> None:
    service = open_service(open_workspace(library))
    client = TestClient(build_app(service, hosts=("testserver",)))
    query = '{ book(isbn: "9780000000019") { title loans { nodes { daysLent } } } }'
    answer = client.post("/graphql", json={"query": query}).json()
    service.close()
    assert answer["data"]["book"] == {
        "title": "The Long Winter",
        "loans": {"nodes": [{"daysLent": 14}, {"daysLent": 7}]},
    }


def test_the_files_of_the_page_on_queries_run_on_the_sample(tmp_path: Path) -> None:
    root = make_workspace(tmp_path / "workspace")
    names = write_files(page("queries.md"), root)
    assert len(names) == 4
    write(root / "data", stores=(1, 6), days=60)
    assert run("check", "--workspace", root).code == 0
    assert run("load", "--workspace", root).code == 0
    queries = [Path(name).stem for name in names if name.startswith("queries/")]
    for query in queries:
        ran: Ran = run("query", query, "--workspace", root, "--format", "json")
        assert ran.code == 0, ran.err
        assert ran.json["rows"], query
    ask = ("ask", "How many stores are there?", "--workspace", root, "--format", "json")
    assert run(*ask).json["rows"] == [[2]]
    assert run(*ask, "--as", "manager-nord").json["rows"] == [[1]]  # the other store is in Ost
    sentiment = ("ask", "What is the average sentiment?", "--workspace", root, "--format", "json")
    assert run(*sentiment).json["status"] == "refused"
    assert run(*sentiment, "--role", "steward").json["status"] == "answered"
