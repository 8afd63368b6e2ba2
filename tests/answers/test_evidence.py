"""Evidence: the entities, links and loads that an answer's rows stand on, and nothing a policy keeps back."""

from __future__ import annotations

import duckdb
import pytest

from graph_service.answers import asking
from graph_service.answers.answer import Answer, Evidence, Status
from graph_service.answers.proof import sources as sources_module
from graph_service.service import GraphService


def ask(service: GraphService, question: str, **who: str) -> Answer:
    answer = service.ask(question, service.actor(**who))
    assert answer.status is Status.ANSWERED, answer.text
    return answer


def products(answer: Answer) -> set[str]:
    return {source.product for source in answer.evidence.sources}


def test_the_grain_is_counted_and_a_page_of_it_is_shown(
    sample_service: GraphService, sources: duckdb.DuckDBPyConnection
) -> None:
    answer = ask(sample_service, "Revenue in Hamburg in June 2026")
    row = sources.execute(
        "SELECT count(*) FROM sales.lines JOIN sales.baskets b USING (basket_id) JOIN stores.stores s "
        "ON s.till_code = b.store WHERE s.city = 'Hamburg' AND b.sold_at >= '2026-06-01' AND b.sold_at < '2026-07-01'"
    ).fetchone()
    assert row is not None
    assert answer.evidence.total == row[0]
    assert {entity.cls for entity in answer.evidence.entities} == {"SalesLine"}
    assert len(answer.evidence.entities) == 20
    assert {"basket", "store", "city"} <= {link.link for link in answer.evidence.links}
    assert {"sales", "stores"} <= products(answer)


def test_what_an_exists_found_is_linked_and_its_loads_are_named(sample_service: GraphService) -> None:
    answer = ask(sample_service, "Which products are out of stock in Hamburg?")
    assert answer.evidence.total == len(answer.rows)
    links = [link for link in answer.evidence.links if link.link == "stockLevels"]
    assert {link.source for link in links} == {entity.iri for entity in answer.evidence.entities}
    assert "inventory" in products(answer)


def test_a_customer_who_bought_stands_on_the_purchase(sample_service: GraphService) -> None:
    answer = ask(sample_service, "How many customers bought ice cream in June 2026?")
    assert answer.evidence.total == answer.rows[0][0]
    assert {"baskets", "lines", "product"} <= {link.link for link in answer.evidence.links}
    assert {"customers", "sales", "catalogue"} <= products(answer)


def test_what_is_negated_is_no_evidence(sample_service: GraphService) -> None:
    answer = ask(sample_service, "Which products were never sold?")
    assert not [link for link in answer.evidence.links if link.link == "salesLines"]
    assert answer.evidence.total == len(answer.rows) or answer.evidence.total > 100


def test_of_a_stock_only_the_latest_counts(sample_service: GraphService, sources: duckdb.DuckDBPyConnection) -> None:
    answer = ask(sample_service, "Stock on hand by store")
    row = sources.execute("SELECT count(*) FROM inventory.on_hand WHERE day = '2026-06-30'").fetchone()
    assert row is not None
    assert answer.evidence.total == row[0]
    assert all("2026-06-30" in entity.label for entity in answer.evidence.entities)


def test_only_the_groups_that_are_shown_are_evidence(
    sample_service: GraphService, sources: duckdb.DuckDBPyConnection
) -> None:
    answer = ask(sample_service, "Which store had the highest revenue last month?")
    store = answer.rows[0][0]
    row = sources.execute(
        "SELECT count(*) FROM sales.lines JOIN sales.baskets b USING (basket_id) JOIN stores.stores s "
        f"ON s.till_code = b.store WHERE s.name = '{store}' AND b.sold_at >= '2026-05-01' AND b.sold_at < '2026-06-01'"
    ).fetchone()
    assert row is not None
    assert answer.evidence.total == row[0]


def test_figures_of_different_grain_each_have_their_evidence(sample_service: GraphService) -> None:
    answer = ask(sample_service, "Stock on hand and units sold last week by store")
    assert {entity.cls for entity in answer.evidence.entities} == {"StockLevel", "SalesLine"}
    assert {"inventory", "sales"} <= products(answer)


def test_steps_have_the_evidence_of_what_they_read(sample_service: GraphService) -> None:
    average = ask(sample_service, "Average revenue per store last month")
    assert {entity.cls for entity in average.evidence.entities} == {"SalesLine"}
    greatest = ask(sample_service, "Which product has the longest shelf life?")
    assert greatest.evidence.total == len(greatest.rows)
    assert {entity.label for entity in greatest.evidence.entities} == {row[0] for row in greatest.rows}


def test_evidence_keeps_to_the_rows_of_the_own_region(sample_service: GraphService) -> None:
    everything = ask(sample_service, "Revenue in June 2026")
    own = ask(sample_service, "Revenue in June 2026", name="manager-nord")
    nord = ask(sample_service, "Revenue in Nord in June 2026")
    assert own.evidence.total == nord.evidence.total < everything.evidence.total
    elsewhere = sample_service.ask("Revenue in Süd in June 2026", sample_service.actor(name="manager-nord"))
    assert elsewhere.evidence.total == 0
    assert not elsewhere.evidence.entities


def test_evidence_shows_no_personal_value(sample_service: GraphService) -> None:
    answer = ask(sample_service, "Revenue by customer segment in June 2026")
    assert "@" not in repr(answer.evidence)


SOURCES = {
    "Revenue by region": {"sales", "stores"},  # inventory tells of stores, but nothing that is read here
    "Average list price of products": {"catalogue"},
    "Average daily high temperature by city": {"weather", "stores"},
    "How many stores are there?": {"inventory", "stores"},  # of what is counted each says that it is there
    "Units sold by brand in June 2026": {"sales", "catalogue"},
}


@pytest.mark.parametrize("question", SOURCES)
def test_sources_are_the_products_whose_values_are_read(question: str, sample_service: GraphService) -> None:
    assert products(ask(sample_service, question)) == SOURCES[question]
    assert len(SOURCES) == 5


def test_many_entities_are_not_looked_at_again_to_tell_their_sources(
    sample_service: GraphService, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = ask(sample_service, "Units sold by brand in June 2026")
    monkeypatch.setattr(sources_module, "MANY", 1)
    many = ask(sample_service, "Units sold by brand in June 2026")
    assert few.evidence.total == many.evidence.total > 1
    assert few.evidence.sources == many.evidence.sources


def test_an_answer_does_not_fail_with_its_evidence(
    sample_service: GraphService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "EVIDENCE_SECONDS", 0.000_001)
    answer = ask(sample_service, "Which products did customers return in June 2026?")
    assert answer.rows
    assert answer.evidence == Evidence()
    assert "took too long" in answer.assumptions[-1]
