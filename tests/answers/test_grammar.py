"""The grammar's own words: each phrase means one thing, in both languages, and every text has both."""

from __future__ import annotations

import string
from typing import Any

import pytest

from graph_service.answers.grounding import grammar
from graph_service.answers.grounding.grammar import LANGUAGES, Mark, language_of, mark


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        (("how", "many"), Mark.COUNT),
        (("no", "more", "than"), Mark.AT_MOST),
        (("more", "than"), Mark.MORE),
        (("more",), Mark.RATHER),
        (("und",), Mark.AND),
        (("unter",), Mark.LESS),
        (("under",), Mark.LESS),
        (("keine",), Mark.NONE),
        (("je",), Mark.GROUP),
        (("the",), Mark.FILLER),
        (("umsatz",), None),
    ],
)
def test_a_phrase_has_its_mark(phrase: tuple[str, ...], expected: Mark | None) -> None:
    assert mark(phrase) is expected


def test_no_phrase_means_two_things_in_one_language() -> None:
    for document in grammar._documents().values():
        said = [grammar.plain_words(phrase) for phrases in document["marks"].values() for phrase in phrases]
        assert len(said) == len(set(said)), sorted({phrase for phrase in said if said.count(phrase) > 1})


def test_every_mark_can_be_said() -> None:
    assert set(grammar.marks().values()) == set(Mark)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Umsatz je Region im Mai 2026", "de"),
        ("Filialen außer in Hamburg", "de"),
        ("Höchste Temperatur in Berlin", "de"),
        ("Revenue by region", "en"),
        ("Hamburg", "en"),
        ("", "en"),
    ],
)
def test_the_language_is_that_of_the_small_words(question: str, language: str) -> None:
    assert language_of(question, ("en", "de")) == language


def test_a_language_the_workspace_does_not_know_is_not_found() -> None:
    assert language_of("Umsatz je Region im Mai 2026", ("en",)) == "en"


def test_every_text_is_there_in_both_languages_with_the_same_values() -> None:
    english, german = (grammar._documents()[language]["texts"] for language in LANGUAGES)
    assert set(english) == set(german)
    for key, text in english.items():
        assert _fields(text) == _fields(german[key]), key


def _fields(text: Any) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(str(text)) if name}


def test_words_are_listed_as_a_person_does() -> None:
    assert grammar.listed("en", ["a"]) == "'a'"
    assert grammar.listed("en", ["a", "b", "c"]) == "'a', 'b' and 'c'"
    assert grammar.listed("de", ["a", "b", "a"], last="or", quoted=False) == "a oder b"
