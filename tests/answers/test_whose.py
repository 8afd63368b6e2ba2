"""Whose property a word names, over the hand-made library: own, of a kind, a linked class's, or a metric's rival."""

from __future__ import annotations

import pytest

from graph_service.answers.grounding.ground import ground
from graph_service.answers.grounding.lexicon import Lexicon
from graph_service.answers.grounding.meanings import MetricTerm, PropertyTerm
from graph_service.answers.grounding.reader import read
from graph_service.answers.planning.rules import propose
from graph_service.answers.proposal import Problem, Proposal
from graph_service.plan.model import Table
from tests.answers.library import lexicon
from tests.plan.asking import library, scope


def asked(question: str, known: Lexicon | None = None) -> Proposal | Problem:
    """What the rules propose for a question to the library."""
    known = known or lexicon()
    reading = read(ground(question, known, now=scope().now, language="en"), library())
    return propose(reading, library(), known, scope().now.date())


def columns(proposal: Proposal | Problem) -> list[str]:
    assert isinstance(proposal, Proposal), proposal
    assert isinstance(proposal.plan.body, Table)
    return [column.name for column in (*proposal.plan.body.dimensions, *proposal.plan.body.measures)]


def rival() -> Lexicon:
    """The library where "heft" may be the fees of loans as well as the year an author was born in."""
    twofold = Lexicon(entries={key: dict(found) for key, found in lexicon().entries.items()}, stored=lexicon().stored)
    twofold.add("heft", MetricTerm(name="fees"))
    twofold.add("heft", PropertyTerm(name="birthYear"))
    return twofold


def test_a_property_of_a_linked_class_is_said_to_be_its() -> None:
    proposal = asked("list price of copies")
    assert "list price of the work" in columns(proposal)
    assert isinstance(proposal, Proposal)
    assert "'list price' is that of the work; a copy has none of its own." in proposal.assumptions


def test_a_property_that_several_linked_classes_have_is_asked_back() -> None:
    problem = asked("titles of loans")
    assert isinstance(problem, Problem), problem
    assert "'titles' of what? A loan has none of its own; say" in problem.text


def test_the_class_said_beside_it_has_the_property() -> None:
    assert "title of the branch" in columns(asked("copies and the titles of their branches"))


@pytest.mark.parametrize(
    ("question", "last"),
    [
        ("heft of authors", "birth year"),
        ("average heft of authors", "average birth year"),
        ("authors by heft", "birth year"),
    ],
)
def test_a_metric_that_measures_nothing_the_class_has_is_not_meant(question: str, last: str) -> None:
    proposal = asked(question, rival())
    assert columns(proposal)[-1] == last
    assert isinstance(proposal, Proposal)
    assert any("not the metric" in line for line in proposal.assumptions)


def test_a_metric_the_class_has_is_meant() -> None:
    assert columns(asked("heft of members", rival()))[-1] == "fees"


def test_a_metric_of_what_no_single_one_belongs_to_is_asked_back() -> None:
    problem = asked("fees of authors")
    assert isinstance(problem, Problem), problem
    assert "belongs to no single author" in problem.text
