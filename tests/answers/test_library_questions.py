"""Questions to the hand-made library: another ontology, the same rules; rows counted by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from graph_service.answers import Answer, Status, ask
from graph_service.answers.asking import lexicon_of
from graph_service.stores.protocol import GraphStore
from tests.plan.asking import scope

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
    ("Members with no loans", [(104,)]),
    ("home branch of member 102", [("Übersee",)]),
]


@pytest.fixture(scope="module")
def answers(store: GraphStore) -> Any:
    """Ask as a librarian."""
    return lambda question, role="librarian": ask(question, scope=scope(role), store=store)


@pytest.mark.parametrize(("question", "rows"), ANSWERED, ids=[question for question, _ in ANSWERED])
def test_a_question_has_the_rows_counted_by_hand(answers: Any, question: str, rows: list[tuple[Any, ...]]) -> None:
    answer: Answer = answers(question)
    assert answer.status is Status.ANSWERED, answer.text
    found = [tuple(row[: len(rows[0])]) for row in answer.rows]
    assert sorted(map(_plain, found)) == sorted(map(_plain, rows))


def _plain(row: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple(f"{cell:.4f}" if isinstance(cell, float) else str(cell) for cell in row)


def test_all_of_them_ran() -> None:
    assert len(ANSWERED) == 13


def test_ways_that_are_equally_near_are_asked_back(answers: Any) -> None:
    answer: Answer = answers("Branches with works of Fiction")
    assert answer.status is Status.CLARIFY
    assert "several ways" in answer.text


def test_the_lexicon_is_built_once_per_role_and_holds_only_what_the_role_may_see(store: GraphStore) -> None:
    librarian, guest = lexicon_of(scope("librarian"), store), lexicon_of(scope("guest"), store)
    assert lexicon_of(replace(scope("librarian"), language="de"), store) is librarian
    assert guest is not librarian
    assert librarian.knows("Hafen")
