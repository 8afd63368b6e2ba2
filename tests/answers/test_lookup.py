"""Keys of large classes and numbers are looked up through prepared plans, so that policies hold for what is named."""

from __future__ import annotations

import duckdb
import pytest

from graph_service.answers.answer import Status
from graph_service.answers.asking import lexicon_of
from graph_service.service import GraphService

BASKET = """
    SELECT b.basket_id FROM sales.baskets b JOIN stores.stores s ON s.till_code = b.store
    WHERE s.region = '{region}' AND b.kind = 'sale' ORDER BY 1 LIMIT 1"""


def one(sources: duckdb.DuckDBPyConnection, sql: str) -> str:
    found = sources.execute(sql).fetchone()
    assert found is not None
    return str(found[0])


@pytest.mark.parametrize("region", ["Nord", "Süd"])
def test_a_basket_is_found_by_its_number(
    region: str, sample_service: GraphService, sources: duckdb.DuckDBPyConnection
) -> None:
    basket = one(sources, BASKET.format(region=region))
    assert not lexicon_of(sample_service.scope(sample_service.actor()), sample_service.store, {}).knows(basket)
    answer = sample_service.ask(f"Revenue of basket {basket}", sample_service.actor())
    expected = one(sources, f"SELECT sum(quantity * unit_price) FROM sales.lines WHERE basket_id = '{basket}'")
    assert answer.status is Status.ANSWERED, answer.text
    assert float(str(answer.rows[0][0])) == pytest.approx(float(expected))


def test_who_may_not_see_a_basket_does_not_know_its_number(
    sample_service: GraphService, sources: duckdb.DuckDBPyConnection
) -> None:
    manager = sample_service.actor(name="manager-nord")
    basket = one(sources, BASKET.format(region="Süd"))
    hidden = sample_service.ask(f"Revenue of basket {basket}", manager)
    unknown = sample_service.ask("Revenue of basket F999-999999", manager)
    assert hidden.status is unknown.status is Status.CLARIFY
    assert hidden.text.replace(basket, "F999-999999") == unknown.text
    own = one(sources, BASKET.format(region="Nord"))
    assert sample_service.ask(f"Revenue of basket {own}", manager).status is Status.ANSWERED


@pytest.mark.parametrize("asked", ["{gtin}", "product {gtin}", "{short}", "product {short}", "{sku}", "{item}"])
def test_a_product_is_found_by_any_of_its_numbers(
    asked: str, sample_service: GraphService, sources: duckdb.DuckDBPyConnection
) -> None:
    row = sources.execute(
        "SELECT p.gtin, ltrim(p.gtin, '0'), a.sku, i.item_no, p.list_price FROM catalogue.products p "
        "JOIN sales.articles a ON p.gtin = lpad(a.gtin_13, 14, '0') "
        "JOIN inventory.items i ON p.gtin = lpad(i.ean_ref, 14, '0') ORDER BY 1 LIMIT 1"
    ).fetchone()
    assert row is not None
    gtin, short, sku, item, price = row
    question = f"List price of {asked.format(gtin=gtin, short=short, sku=sku, item=item)}"
    answer = sample_service.ask(question, sample_service.actor())
    assert answer.status is Status.ANSWERED, answer.text
    assert [(cells[1], float(str(cells[2]))) for cells in answer.rows] == [(gtin, float(price))]


def test_a_number_without_its_class_is_no_key(sample_service: GraphService) -> None:
    answer = sample_service.ask("Revenue 7", sample_service.actor())
    assert answer.status is Status.CLARIFY
    assert "'7'" in answer.text


def test_a_customer_is_found_by_number_and_told_without_what_is_personal(sample_service: GraphService) -> None:
    answer = sample_service.ask("Segment of customer 6", sample_service.actor())
    assert [column.name for column in answer.columns] == ["customer", "segment"]
    assert answer.rows == ((6, "senior"),)
    missing = sample_service.ask("Segment of customer 123456", sample_service.actor())
    assert missing.status is Status.CLARIFY
    assert "no customer '123456'" in missing.text
