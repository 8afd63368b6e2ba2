"""docs/loading.md names every function, rule and keyword that the code has, and its example is a contract's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from graph_service.loading.contract import Kind
from graph_service.loading.contract.odcs import OPTIONS
from graph_service.loading.contract.quality import METRICS
from graph_service.loading.mapping import yarrrml
from graph_service.loading.mapping.functions import FUNCTIONS, Function, Parameter

ROOT = Path(__file__).resolve().parents[3]
DOCS = (ROOT / "docs" / "loading.md").read_text(encoding="utf-8")
SPELLINGS = (yarrrml.SOURCES, yarrrml.MAPPINGS, yarrrml.SUBJECTS, yarrrml.PREDICATE_OBJECTS, yarrrml.PREDICATES,
             yarrrml.OBJECTS, yarrrml.CONDITIONS, yarrrml.PARAMETERS)  # fmt: skip


def _shown(parameter: Parameter) -> str:
    marks = ("?" * parameter.optional) + ("…" * parameter.many) + ("*" * parameter.constant)
    return parameter.name + marks


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_a_function_is_described_as_it_is(function: Function) -> None:
    parameters = ", ".join(_shown(parameter) for parameter in function.parameters)
    assert f"| `{function.name}` | {parameters} | {function.words} |" in DOCS


@pytest.mark.parametrize("word", [*Kind, *OPTIONS, *METRICS, *(word for words in SPELLINGS for word in words)])
def test_a_keyword_is_described(word: str) -> None:
    assert any(re.search(rf"(?<!\w){word}(?!\w)", span) for span in re.findall(r"`([^`\n]+)`", DOCS))


def test_the_example_is_a_rule_of_the_sample() -> None:
    example = DOCS.partition("```yaml\n")[2].partition("```")[0]
    contract = (ROOT / "loaders" / "sales" / "contract.odcs.yaml").read_text(encoding="utf-8")
    lines = [line.strip() for line in example.splitlines() if line.strip()]
    assert len(lines) == 9
    wanted = [line.strip() for line in contract.splitlines()]
    assert all(line in wanted for line in lines)
