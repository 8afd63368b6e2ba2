"""The small words of a restatement: how several of a kind are called."""

from __future__ import annotations

import pytest

from graph_service.ontology.model import Words
from graph_service.plan.words.telling import plural


@pytest.mark.parametrize(
    ("label", "others", "language", "several"),
    [
        ("store", ("stores", "shop"), "en", "stores"),
        ("category", ("categories",), "en", "categories"),
        ("loan", (), "en", "loans"),
        ("branch", (), "en", "branches"),
        ("Kunde", ("Kundin", "Kunden", "Kundinnen"), "de", "Kunden"),
        ("Stadt", ("Städte",), "de", "Städte"),
        ("Warenkorb", ("Bons", "Warenkörbe"), "de", "Warenkörbe"),
        ("Artikel", ("Produkte", "Waren"), "de", "Artikel"),
        ("Ausleihe", (), "de", "Ausleihe"),
    ],
)
def test_several_are_called_as_the_ontology_states(
    label: str, others: tuple[str, ...], language: str, several: str
) -> None:
    words = Words(label={language: label}, synonyms={language: others})
    assert plural(words, "X", language) == several


def test_what_has_no_label_is_called_by_its_name() -> None:
    assert plural(None, "Loan", "en") == "Loans"
    assert plural(None, "Loan", "de") == "Loan"
