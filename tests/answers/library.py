"""Questions to the hand-made library: its lexicon, groundings and readings, without the sample."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import cache

from graph_service.answers.grounding.ground import Grounding, ground
from graph_service.answers.grounding.lexicon import Lexicon, terms_of
from graph_service.answers.grounding.meanings import CodeTerm, Meaning, ValueTerm
from graph_service.answers.grounding.reader import read
from graph_service.answers.grounding.reading import Reading
from graph_service.ontology.model import Ontology, PropertyShape
from tests.plan.asking import library

NOW = datetime(2026, 6, 30, 22)
NUMBERED = PropertyShape(target="Member", path="memberNumber", min_count=1)
BORROWED = PropertyShape(target="Loan", path="member", min_count=1, severity="Warning")
BRANCHES = ("Hafen", "Übersee", "Zoo")
MEMBERS = ("101", "102")


def stored(text: str, cls: str | None) -> tuple[ValueTerm, ...]:
    """Two members by number, where the class is said or the text is long."""
    found = text in MEMBERS and cls == "Member"
    return (ValueTerm(cls="Member", name="memberNumber", text=text),) if found else ()


@cache
def strict_library() -> Ontology:
    """The library whose members must have a number, and whose loans should have a member."""
    return replace(library(), shapes=(*library().shapes, NUMBERED, BORROWED))


@cache
def lexicon() -> Lexicon:
    """The library's terms and the names of three branches."""
    built = Lexicon(stored=stored)
    for phrase, meaning in terms_of(library()):
        built.add(phrase, meaning)
    for title in BRANCHES:
        built.add(title, ValueTerm(cls="Branch", name="title", text=title))
    return built


def grounded(question: str) -> Grounding:
    return ground(question, lexicon(), now=NOW, language="en")


def reading_of(question: str) -> Reading:
    return read(grounded(question), library())


def name_of(meaning: Meaning | object) -> str:
    """A meaning's own word: class, property, metric, filter, code or text."""
    match meaning:
        case ValueTerm(text=text):
            return text
        case CodeTerm(notation=notation):
            return notation
        case _:
            return str(getattr(meaning, "name", "") or getattr(meaning, "cls", "") or meaning)
