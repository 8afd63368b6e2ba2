"""Settings and policies that nest, multiply, drive or leave something: one clear finding from every command."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import run
from tests.security.meshes import write_product, write_workspace

ONTOLOGY = """
:A a owl:Class ; owl:hasKey ( :k ) .
:k a owl:DatatypeProperty, owl:FunctionalProperty ; rdfs:domain :A ; rdfs:range xsd:string .
"""
TEXTS = {"base": '"https://example.org/id/"', "languages": '["en"]', "time_zone": '"UTC"', "data": '"data"'}
SETTINGS: dict[str, tuple[dict[str, str], str]] = {
    "lists without end": ({"sample": "[" * 10_000}, "it nests too deep"),
    "tables without end": ({"sample": "{a=" * 3000 + "1" + "}" * 3000}, "it nests too deep"),
    "a number of 10,000 digits": ({"sql_seconds": "9" * 10_000}, "4300 digits"),
    "five million characters": ({"first_query": f'"{"x" * 5_000_000}"'}, "it is larger than 16,000 bytes"),
    "a NUL": ({"first_query": '"\0"'}, "Illegal character"),
    "names without end": ({"a" + ".a" * 4_000: "1"}, "Unknown setting: 'a'"),
    "1,000 names": ({f"k{number}": "1" for number in range(1_000)}, "Unknown setting: 'k19'"),
    "a base that is a statement": ({"base": "'https://e/`) DETACH DELETE n //'"}, "Setting 'base'"),
    "a base without a scheme": ({"base": '"x/"'}, "Setting 'base'"),
    "no language": ({"languages": "[]"}, "Setting 'languages'"),
    "a language that is a statement": ({"languages": "['en`x']"}, "Setting 'languages'"),
    "a zone that is a file": ({"time_zone": '"../../etc/passwd"'}, "Setting 'time_zone'"),
    "a folder with a NUL": ({"data": '"\\u0000"'}, "Setting 'data'"),
}
BOMB = "- &a0 [x, x]\n" + "".join(f"- &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 9))
POLICIES: dict[str, tuple[str, str]] = {
    "aliases that multiply": (f"policies:\n{BOMB}", "aliases that stand for more than 100,000 values"),
    "a tag that runs something": (
        "policies: !!python/object/apply:os.system ['id']",
        "could not determine a constructor",
    ),
    "a condition nested 90 deep": (
        "policies: [{name: a, kind: permission, target: A, constraint: " + "{not: " * 90 + "{null: k}" + "}" * 91 + "]",
        "Nested more than 40 deep",
    ),
    "markup for a terminal": (
        "policies: [{name: '[/bold]', kind: prohibition, target: '[link=evil]x'}]",
        "Unknown class '[link=evil]x' as target of policy '[/bold]'",
    ),
    "lists for texts": ("policies: [{name: [a], kind: {b: c}, target: [d]}]", "Expected text for 'name'"),
    "a list among the roles": (
        "policies: [{name: a, kind: permission, target: A, assignees: [[x]]}]",
        "Expected 'assignees' of policy 'a' as a list of roles",
    ),
    "a number for a condition": ("policies: [{name: a, kind: permission, target: A, constraint: 5}]", "got 5"),
    "a text for yes or no": (
        "policies: [{name: a, kind: prohibition, target: A, hidden: 'yes'}]",
        "Expected true or false for 'hidden'",
    ),
    "a key stated twice": ("policies: [{name: a, name: b, kind: prohibition, target: A}]", "stated twice"),
    "two documents": ("policies: []\n---\npolicies: []", "but found another document"),
    "the label": ("policies: [{name: a, kind: prohibition, target: A._label}]", "Unknown property 'A._label'"),
    "everything": ("policies: [{name: a, kind: prohibition, target: Thing}]", "Unknown class 'Thing'"),
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = write_workspace(tmp_path / "workspace", ONTOLOGY)
    write_product(made, "things", {"s": "id:A/k/$(k)", "po": [["a", "o:A"], ["o:k", "$(k)"]]}, [{"k": "1"}])
    return made


def test_every_case_is_tried() -> None:
    assert (len(SETTINGS), len(POLICIES)) == (13, 12)


@pytest.mark.parametrize("name", SETTINGS)
def test_a_setting_is_refused(name: str, root: Path) -> None:
    stated, expected = SETTINGS[name]
    lines = [f"{key} = {value}\n" for key, value in (TEXTS | stated).items()]
    (root / "graph-service.toml").write_text("".join(lines), encoding="utf-8")
    for command in ("check", "load", "status"):
        refused(root, command, expected)


@pytest.mark.parametrize("name", POLICIES)
def test_wrong_policies_are_neither_checked_nor_loaded(name: str, root: Path) -> None:
    """Half a set of policies would let through, so nothing is published with it; what was served before still is."""
    assert run("load", "--workspace", root).code == 0
    text, expected = POLICIES[name]
    (root / "ontology" / "policies.yaml").write_text(text, encoding="utf-8")
    for command in ("check", "load"):
        refused(root, command, expected)
    (root / "plan.yaml").write_text("entities: {class: A, select: [k]}", encoding="utf-8")
    ran = run("query", root / "plan.yaml", "--workspace", root, "--format", "json")
    assert ran.code == 0, ran.err


def refused(root: Path, command: str, expected: str) -> None:
    ran = run(command, "--workspace", root)
    assert ran.code == 1 and expected in ran.err.replace("\n", " ") and "Traceback" not in ran.err
    assert len(ran.err) < 10_000
