"""YAML that would nest, multiply or drive something: one finding with its line, in every file people write."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from graph_service.documents import read_document, sound_document
from graph_service.findings import WorkspaceError
from graph_service.saved import read_query
from tests.cli.running import run

ALIASES = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 9)
)
CHAIN = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 150))
DOCUMENTS: dict[str, tuple[str, str]] = {
    "aliases that multiply": (ALIASES, "aliases that stand for more than 100,000 values"),
    "aliases that nest": (CHAIN, "nested more than 100 deep"),
    "an alias of what is around it": ("where: &a {not: *a}\n", "an alias inside of what it stands for"),
    "deep mappings": ("a: " + "{b: " * 3000 + "1" + "}" * 3000, "nested more than 100 deep"),
    "deep lists": ("[" * 100_000, "nested more than 100 deep"),
    "a tag that runs something": ('a: !!python/object/apply:os.system ["id"]\n', "could not determine a constructor"),
    "a key that is a list": ("{[1, 2]: 3}\n", "found unhashable key"),
    "a NUL": ('a: "b\0c"\n', "the character '\\x00' is not allowed"),
    "a number of 5,000 digits": ("a: " + "9" * 5000 + "\n", "4300 digits"),
    "a merge of nothing": ("a: {<<: 5}\n", "expected a mapping or list of mappings for merging"),
}
CASES = 10


def test_every_case_is_run() -> None:
    assert len(DOCUMENTS) == CASES


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_of_the_ontology_or_a_product(name: str, tmp_path: Path) -> None:
    text, expected = DOCUMENTS[name]
    (tmp_path / "metrics.yaml").write_text(text, encoding="utf-8")
    started = time.monotonic()
    document, [finding] = read_document(tmp_path / "metrics.yaml", "metrics.yaml")
    assert document is None and time.monotonic() - started < 30
    assert expected in finding.message and finding.where.startswith("metrics.yaml:")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_of_the_workspace(name: str, tmp_path: Path) -> None:
    text, expected = DOCUMENTS[name]
    (tmp_path / "query.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(WorkspaceError) as refused:
        read_query(tmp_path / "query.yaml", "queries/query.yaml")
    assert expected in refused.value.findings[0].message
    assert refused.value.findings[0].where.startswith("queries/query.yaml:")


def test_words_that_yaml_1_1_takes_for_booleans_are_text(tmp_path: Path) -> None:
    text = "on: no\nyes: [off, true, False]\n"
    (tmp_path / "query.yaml").write_text(text, encoding="utf-8")
    document, _ = read_document(tmp_path / "query.yaml", "query.yaml")
    assert document is not None
    assert document.value == {"on": "no", "yes": ["off", True, False]}


def test_aliases_are_allowed(tmp_path: Path) -> None:
    (tmp_path / "query.yaml").write_text("a: &a {b: [1, 2]}\nc: [*a, *a]\nd: {<<: *a, e: 3}\n", encoding="utf-8")
    same = {"b": [1, 2]}
    document = sound_document(tmp_path / "query.yaml", "query.yaml")
    assert document.value == {"a": same, "c": [same, same], "d": {"b": [1, 2], "e": 3}}


def test_a_plan_of_a_file_ends_in_a_finding(tmp_path: Path) -> None:
    from graph_service.templates import make_workspace

    root = make_workspace(tmp_path / "workspace")
    (tmp_path / "plan.yaml").write_text(ALIASES + "table: *a8\n", encoding="utf-8")
    ran = run("query", tmp_path / "plan.yaml", "--workspace", root)
    assert ran.code == 1 and "aliases that stand for more than" in ran.err and "Traceback" not in ran.err
