"""Every public name of a module is used by the package, or is an entrance that is named here with its reason."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.house.imports import PACKAGE, modules, name_of

ENTRANCES = {  # who comes in there
    "graph_service.neo4j_server.server.admin": "operators, from Python: neo4j-admin on a stopped server",
    "graph_service.neo4j_server.server.reset": "operators, from Python: a server without its data",
    "graph_service.ontology.graphql_names.class_name": "tests: the inverse that shows that no two classes share a type",
    "graph_service.ontology.graphql_names.property_name": "tests: the same of fields",
    "graph_service.sample.SMALL_DAYS": "tests and benches: how much of the sample's world is small",
}

FUNCTION = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def defined(path: Path) -> Iterator[tuple[str, ast.stmt]]:
    """The public names of a module with the statement that makes each; what a decorator registers is used by it."""
    for node in tree_of(path).body:
        if isinstance(node, FUNCTION | ast.ClassDef):
            registers = isinstance(node, FUNCTION) and any(isinstance(one, ast.Call) for one in node.decorator_list)
            names = [] if registers else [node.name]
        elif isinstance(node, ast.Assign):
            names = [one.id for target in node.targets for one in ast.walk(target) if isinstance(one, ast.Name)]
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names = [node.target.id]
        else:
            continue
        yield from ((name, node) for name in names if not name.startswith("_"))


@cache
def read(path: Path, *, without: int | None = None) -> frozenset[str]:
    """The names that a module reads of its own, leaving out the statement that starts in line `without`."""
    kept = (node for node in tree_of(path).body if node.lineno != without)
    loads = (node for statement in kept for node in ast.walk(statement))
    return frozenset(node.id for node in loads if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load))


@cache
def imported() -> frozenset[tuple[str, str]]:
    """(module, name) of everything that a module imports and reads, or takes from a module that it imports."""
    found = set()
    for path in modules():
        nodes = list(ast.walk(tree_of(path)))
        attributes = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
        for node in nodes:
            if isinstance(node, ast.Import):
                found |= {(alias.name, attribute) for alias in node.names for attribute in attributes}
            if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("graph_service"):
                continue
            for alias in node.names:
                if (alias.asname or alias.name) in read(path):
                    found.add((str(node.module), alias.name))
                found |= {(f"{node.module}.{alias.name}", attribute) for attribute in attributes}
    return frozenset(found)


@cache
def handed_on() -> dict[tuple[str, str], set[str]]:
    """(module, name) → the modules whose `__all__` hands the name on."""
    found: dict[tuple[str, str], set[str]] = {}
    for path in modules():
        body = tree_of(path).body
        assigned = (node for node in body if isinstance(node, ast.Assign))
        offered = next((ast.literal_eval(n.value) for n in assigned if ast.unparse(n.targets[0]) == "__all__"), ())
        for node in body:
            if isinstance(node, ast.ImportFrom):
                for alias in (one for one in node.names if one.name in offered):
                    found.setdefault((str(node.module), alias.name), set()).add(name_of(path))
    return found


@cache
def texts() -> frozenset[str]:
    """Every text of the package: a server is told `module:name`, a lazy import `module` and `name`."""
    nodes = (node for path in modules() for node in ast.walk(tree_of(path)))
    return frozenset(node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))


def is_used(path: Path, name: str, made_by: ast.stmt) -> bool:
    module = name_of(path)
    if name in read(path, without=made_by.lineno) or (module, name) in imported():
        return True
    if any((package, name) in imported() for package in handed_on().get((module, name), ())):
        return True
    return f"{module}:{name}" in texts() or (module in texts() and name in texts())


def unused() -> list[str]:
    found = ((path, name) for path in modules() for name, node in defined(path) if not is_used(path, name, node))
    return [f"{name_of(path)}.{name}" for path, name in found]


def test_every_public_name_is_used_by_the_package() -> None:
    extra = sorted(set(unused()) - set(ENTRANCES))
    assert extra == [], "nobody uses these: delete them, or begin their names with an underscore"


@pytest.mark.parametrize("entrance", ENTRANCES)
def test_an_entrance_is_still_one(entrance: str) -> None:
    assert entrance in unused(), f"{entrance} is used by the package or gone: take it off the list"


def test_the_rule_sees_the_package() -> None:
    assert sum(1 for path in modules() for _ in defined(path)) > 1_000
    assert is_used(PACKAGE / "findings.py", "Finding", tree_of(PACKAGE / "findings.py").body[-1])
    assert not is_used(PACKAGE / "findings.py", "nobody", tree_of(PACKAGE / "findings.py").body[-1])
