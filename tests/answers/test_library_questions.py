"""Questions to the hand-made library: another ontology, the same rules; rows counted by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from graph_service.answers import Status
from graph_service.answers.asking import Lexicons, lexicon_of
from graph_service.answers.grounding.ground import ground
from graph_service.answers.grounding.lexicon import Lexicon
from graph_service.answers.grounding.meanings import ValueTerm
from graph_service.answers.grounding.reader import read
from graph_service.answers.planning.rules import propose
from graph_service.answers.proposal import Problem, Proposal
from graph_service.plan.policies.rights import visible
from graph_service.plan.prepare import prepare
from graph_service.stores.protocol import GraphStore
from tests.answers.library import lexicon
from tests.plan.asking import library, scope

ANSWERED: list[tuple[str, list[tuple[Any, ...]]]] = [
    ("How many branches are there?", [(4,)]),
    ("Which branches are in Nord?", [("Hafen",), ("Übersee",)]),
    ("Branches not in Nord", [("Universität",), ("Zoo",)]),
    ("How many members are there by home branch?", [("Hafen", 2), ("Universität", 1), ("Übersee", 1)]),
    ("Works with a list price over 12 euros", [("Die Möwe",), ("Ähren",), ("Öl",)]),
    ("Works without a list price", [("Zebra",)]),
    ("Which work has the highest rating?", [("Ähren",)]),
    ("Average list price", [(64.44 / 6,)]),
    ("How many works are in Fiction?", [(4,)]),
    ("How many works are not in Fiction?", [(3,)]),
    ("Works published on before 2020", [("Die Möwe",)]),
    ("Members with no loans in Hafen", [("Anna Weiß",), ("Dan Ott",)]),
    ("home branch of member 102", [("Übersee",)]),
]


def proposed(question: str, store: GraphStore, role: str = "librarian") -> Proposal | Problem:
    """What the rules propose to someone of a role."""
    asking = scope(role)
    lexicon = lexicon_of(asking, store, {})
    reading = read(ground(question, lexicon, now=asking.now, language="en"), visible(asking))
    return propose(reading, visible(asking), lexicon, asking.now.date())


@pytest.mark.parametrize(("question", "rows"), ANSWERED, ids=[question for question, _ in ANSWERED])
def test_a_question_has_the_rows_counted_by_hand(question: str, rows: list[tuple[Any, ...]], store: GraphStore) -> None:
    proposal = proposed(question, store)
    assert isinstance(proposal, Proposal), proposal
    result = store.run(prepare(proposal.plan, scope()))
    assert sorted(_plain(row[: len(rows[0])]) for row in result.rows) == sorted(map(_plain, rows))


def _plain(row: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple(f"{cell:.4f}" if isinstance(cell, float) else str(cell) for cell in row)


def test_all_of_them_ran() -> None:
    assert len(ANSWERED) == 13


def test_ways_that_are_equally_near_are_asked_back(store: GraphStore) -> None:
    problem = proposed("Branches with works of Fiction", store)
    assert isinstance(problem, Problem)
    assert (problem.status, "several ways" in problem.text) == (Status.CLARIFY, True)


def test_a_name_of_two_kinds_of_things_is_asked_back_unless_the_kind_is_said() -> None:
    twofold = Lexicon(entries={key: dict(found) for key, found in lexicon().entries.items()}, stored=lexicon().stored)
    twofold.add("Zoo", ValueTerm(cls="Genre", name="genreLabel", text="Zoo"))
    problem = _by(twofold, "Loans of Zoo")
    assert isinstance(problem, Problem)
    assert "branch 'Zoo' or genre 'Zoo'" in problem.text.casefold().replace("zoo", "Zoo")
    for question in ("Loans of the branch Zoo", "Loans of the genre Zoo"):
        assert isinstance(_by(twofold, question), Proposal), question


def _by(known: Lexicon, question: str) -> Proposal | Problem:
    reading = read(ground(question, known, now=scope().now, language="en"), library())
    return propose(reading, library(), known, scope().now.date())


def test_what_is_hidden_from_a_role_means_nothing_to_it(store: GraphStore) -> None:
    assert isinstance(proposed("Average birth year", store), Proposal)
    problem = proposed("Average birth year", store, role="guest")
    assert isinstance(problem, Problem)
    assert "'birth'" in problem.text


def test_the_lexicon_is_built_once_per_role_and_holds_only_what_the_role_may_see(store: GraphStore) -> None:
    kept: Lexicons = {}
    librarian, guest = lexicon_of(scope("librarian"), store, kept), lexicon_of(scope("guest"), store, kept)
    assert lexicon_of(replace(scope("librarian"), language="de"), store, kept) is librarian
    assert guest is not librarian
    assert librarian.knows("Hafen")
