"""Words of a term: label, synonyms and definition per language, from SKOS and RDFS annotations."""

from __future__ import annotations

import re

from graph_service.ontology.model import Words
from graph_service.ontology.terms import ALT_LABEL, COMMENT, DEFINITION, HIDDEN_LABEL, LABEL, PREF_LABEL
from graph_service.ontology.turtle import Statements

_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|_+")


def words_of(statements: Statements, term: str, name: str, languages: tuple[str, ...]) -> Words:
    """Label: skos:prefLabel before rdfs:label, else the name in words. Further labels are synonyms.

    A literal without a language tag speaks the first language of the workspace; `en-GB` is read as `en`.
    """
    labels = _by_language(statements, term, languages, PREF_LABEL, LABEL)
    others = _by_language(statements, term, languages, ALT_LABEL, HIDDEN_LABEL)
    definitions = _by_language(statements, term, languages, DEFINITION, COMMENT)
    for language, texts in labels.items():
        others[language] = [*texts[1:], *others.get(language, [])]
    return Words(
        label={language: texts[0] for language, texts in labels.items()} or {languages[0]: spoken(name)},
        synonyms={language: tuple(dict.fromkeys(texts)) for language, texts in sorted(others.items()) if texts},
        definition={language: texts[0] for language, texts in definitions.items()},
    )


def spoken(name: str) -> str:
    """A local name in words: `hasTopping` is "has topping", `HotDrink` "hot drink"."""
    parts = [part for part in _WORD.split(name) if part]
    return " ".join(part if part.isupper() and len(part) > 1 else part.lower() for part in parts)


def _by_language(
    statements: Statements, term: str, languages: tuple[str, ...], *predicates: str
) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for predicate in predicates:
        for literal in statements.literals(term, predicate):
            language = (literal.language or languages[0]).split("-")[0].lower()
            text = " ".join(literal.text.split())
            if text and text not in found.setdefault(language, []):
                found[language].append(text)
    ordered = [*(one for one in languages if one in found), *sorted(found.keys() - set(languages))]
    return {language: found[language] for language in ordered if found[language]}
