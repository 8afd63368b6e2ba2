"""Tokens and stems: what a question and the ontology's phrases have in common."""

from __future__ import annotations

import pytest

from graph_service.words.text import plain, stem, stems, tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Revenue in 2026?", ["Revenue", "in", "2026"]),
        ("from 2026-05-01 to 2026-05-15", ["from", "2026-05-01", "to", "2026-05-15"]),
        ("2026-Q2, 30.06.2026", ["2026-Q2", "30.06.2026"]),
        ("2025-2026", ["2025", "2026"]),
        ("below -5 °C", ["below", "-5", "°C"]),
        ("1,000.50 € or 5%", ["1,000.50", "€", "or", "5", "%"]),
        ("list price >= 10", ["list", "price", ">=", "10"]),
        ("mail x@y.de now", ["mail", "x@y.de", "now"]),
        ("non-perishable", ["non", "perishable"]),
        ("site HAM-1 (F107)", ["site", "HAM-1", "F107"]),
        ("Balcony & Garden", ["Balcony", "Garden"]),
        ("revenue of 🍦 * 2", ["revenue", "of", "🍦", "*", "2"]),
        ("'quoted' “words” – and… more!", ["quoted", "words", "and", "more"]),
    ],
)
def test_a_text_is_split_into_words_numbers_and_signs(text: str, expected: list[str]) -> None:
    assert [token.text for token in tokens(text)] == expected


def test_a_token_knows_where_it_stands() -> None:
    text = "Süd, Nord"
    assert [text[token.start : token.end] for token in tokens(text)] == ["Süd", "Nord"]


@pytest.mark.parametrize(
    ("one", "other"),
    [("stores", "store"), ("categories", "category"), ("Filialen", "Filiale"), ("mentioned", "mentions")],
)
def test_forms_of_a_word_share_a_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(
    ("one", "other"), [("und", "unter"), ("store", "story"), ("Nord", "Ost"), ("A100107", "A100108")]
)
def test_different_words_do_not(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_accents_and_case_make_no_difference() -> None:
    assert plain("Süd") == plain("SUD")
    assert stems("Größe der Filiale") == stems("groesse der filiale".replace("oe", "o"))
