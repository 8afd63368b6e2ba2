"""Descriptions of the schema from the ontology's own words: definition, else label, and the unit."""

from __future__ import annotations

from graph_service.ontology.model import Class, Code, Enumeration, Ontology, Property, Words

NO_LONGER = "Deprecated in the ontology."


def described(term: Class | Property | Enumeration, ontology: Ontology) -> str:
    """What a term means, in the ontology's first language that says so."""
    text = _definition(term.words, ontology.languages)
    label = term.words.in_language(ontology.languages[0], term.name)
    said = text or f"{label[:1].upper()}{label[1:]}."
    if isinstance(term, Property) and term.unit:
        said = f"{said} Unit: {term.unit}."
    return said


def described_code(code: Code, ontology: Ontology) -> str:
    """The labels of a code in every language, each once: `small · klein`."""
    labels = [code.words.label[one] for one in ontology.languages if one in code.words.label]
    return " · ".join(dict.fromkeys(labels)) or code.notation


def deprecation(term: Class | Property) -> str | None:
    """The reason a field gives for being deprecated, None if it is not."""
    return NO_LONGER if term.deprecated else None


def _definition(words: Words, languages: tuple[str, ...]) -> str | None:
    return next((words.definition[one] for one in languages if words.definition.get(one)), None)
