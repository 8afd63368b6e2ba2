"""Small files, one idea each: the exception list only shrinks."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.imports import ROOT, modules, name_of

MOST_LINES = 300
MOST_METHODS = 15
MOST_STATEMENT_LINES = 30  # of a function's body, its docstring not counted; about ten is usual
LONGER: dict[str, int] = {}
LONGER_FUNCTIONS = {  # one `match` each, or one page; the list and its figures may only shrink
    "graph_service.answers.asking._answered": 32,
    "graph_service.ontology.properties.read_property": 36,
    "graph_service.plan.forms.schema.plan_schema": 38,
    "graph_service.plan.walking.terms.terms": 40,
    "graph_service.plan.words.wording.condition_words": 37,
    "graph_service.plan.words.wording.expression_words": 32,
    "graph_service.stores.sql.conditions.predicate": 33,
    "graph_service.web.overview.overview_page": 33,
}


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_a_file_is_small(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    allowed = LONGER.get(name_of(path), MOST_LINES)
    assert lines <= allowed, f"{name_of(path)} has {lines} lines, at most {allowed}: split it by idea"


def test_exceptions_are_still_needed() -> None:
    for module, allowed in LONGER.items():
        path = ROOT / Path(*module.split(".")).with_suffix(".py")
        assert len(path.read_text(encoding="utf-8").splitlines()) > MOST_LINES, f"{module} is small now: {allowed}"


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Every function of a module with the lines of its body, from the first statement that is no docstring."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) is not None else node.body
            yield f"{name_of(path)}.{node.name}", (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_a_function_is_short(path: Path) -> None:
    for name, lines in functions(path):
        allowed = LONGER_FUNCTIONS.get(name, MOST_STATEMENT_LINES)
        assert lines <= allowed, f"{name} has {lines} lines, at most {allowed}: give its steps names"


def test_the_list_of_long_functions_only_shrinks() -> None:
    lengths = dict(one for path in modules() for one in functions(path))
    assert len(lengths) > 2_000
    short = [name for name in LONGER_FUNCTIONS if lengths.get(name, 0) <= MOST_STATEMENT_LINES]
    assert short == [], "short now, or gone: take it off the list"


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_a_class_has_few_public_methods(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ClassDef):
            public = [f.name for f in node.body if isinstance(f, ast.FunctionDef) and not f.name.startswith("_")]
            assert len(public) <= MOST_METHODS, f"{node.name} has {len(public)} public methods"


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_a_module_says_what_it_is_for(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert not source.strip() or ast.get_docstring(ast.parse(source)), f"{name_of(path)} has no docstring"
