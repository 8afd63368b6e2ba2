"""Real grocery retail: 650,000 records of five data products, loaded whole, judged by their contracts, and asked.

On Neo4j the part without sales and promotions (see PART); `bench/complete_journey.py --store neo4j` loads it all.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from graph_service.findings import PlanError, Severity
from graph_service.loading.report import LoadReport, Outcome
from graph_service.loads import load_workspace, quarantined
from graph_service.saved import find_query
from graph_service.service import GraphService, open_service
from graph_service.workspace import Workspace
from tests.workspaces.places import HERE, make_workspace, shared_data, source_views

pytestmark = [pytest.mark.shared, pytest.mark.slow]

PART = ("catalogue", "households", "marketing")
QUERIES = {
    "mailed-and-never-redeemed": PART,
    "redemptions-by-type-and-department": PART,
    "promoted-and-sold": ("catalogue", "promotions", "sales"),
    "revenue-by-age-and-department": ("catalogue", "households", "sales"),
}
RECORDS = {
    "catalogue/products": 92_331,
    "households/demographics": 801,
    "marketing/campaign_descriptions": 27,
    "marketing/campaigns": 6_589,
    "marketing/coupons": 116_204,
    "marketing/coupon_redemptions": 2_102,
    "promotions/promotions": 360_535,
    "sales/transactions": 75_000,
}
# What breaks a contract, counted in the files: records put aside by source and rule …
PUT_ASIDE = {
    "catalogue/products: pattern": "SELECT count(*) FROM products WHERE NOT regexp_full_match(product_id, '[0-9]+')",
    "marketing/coupons: pattern": "SELECT count(*) FROM coupons WHERE NOT regexp_full_match(product_id, '[0-9]+')",
    "marketing/coupons: primaryKey": "SELECT count(*) - count(DISTINCT (coupon_upc, product_id, campaign_id)) "
    "FROM coupons",
    "sales/transactions: pattern": "SELECT count(*) FROM transactions_sample WHERE basket_id LIKE '%e%'",
    "sales/transactions: whole cents": "SELECT count(*) FROM transactions_sample WHERE sales_value LIKE '%e%'",
    "sales/transactions: value without quantity": "SELECT count(*) FROM transactions_sample "
    "WHERE CAST(quantity AS DOUBLE) = 0 AND CAST(sales_value AS DOUBLE) > 0",
}
# … and records served and reported, by product and rule.
REPORTED = {
    "catalogue/category is known": "SELECT count(*) FROM products WHERE product_category IS NULL",
    "catalogue/type is known": "SELECT count(*) FROM products WHERE product_type IS NULL",
    "catalogue/size is known": "SELECT count(*) FROM products WHERE package_size IS NULL",
    "households/ownership is known": "SELECT count(*) FROM demographics WHERE home_ownership IS NULL",
    "households/marital status is known": "SELECT count(*) FROM demographics WHERE marital_status IS NULL",
    "households/adults and kids make the size": "SELECT count(*) FROM demographics "
    "WHERE household_comp = '1 Adult Kids' AND kids_count || household_size IN ('13', '24')",
    "sales/something was sold": "SELECT count(*) FROM transactions_sample WHERE CAST(quantity AS DOUBLE) = 0",
    "sales/quantity is in pieces": "SELECT count(*) FROM transactions_sample WHERE CAST(quantity AS DOUBLE) > 100",
    "sales/match within the coupon": "SELECT count(*) FROM transactions_sample "
    "WHERE CAST(coupon_match_disc AS DOUBLE) > CAST(coupon_disc AS DOUBLE)",
}
WAITING = {
    "marketing/campaign_coupon: goodFor": "SELECT count(*) FROM (SELECT DISTINCT * FROM coupons) "
    "ANTI JOIN products USING (product_id)",
    "sales/line: product": "SELECT count(*) FROM transactions_sample ANTI JOIN products USING (product_id)",
}


class Journey:
    """The loaded workspace, what its load said, its service, and the source files as views."""

    def __init__(self, workspace: Workspace, report: LoadReport, service: GraphService, files: Path) -> None:
        self.workspace, self.report, self.service = workspace, report, service
        self.sql = source_views(files)
        self.products = {product.name for product in report.products}

    def of_loaded(self, expected: dict[str, Any]) -> dict[str, Any]:
        """The expectations that are about products that were loaded."""
        return {key: value for key, value in expected.items() if key.split("/")[0] in self.products}

    def counted(self, queries: dict[str, str]) -> dict[str, int]:
        """What the queries count in the files, for the products that were loaded."""
        return {key: int(one(self.sql, query)) for key, query in self.of_loaded(queries).items()}


def one(sql: duckdb.DuckDBPyConnection, query: str) -> Any:
    """The one value of a query."""
    row = sql.execute(query).fetchone()
    assert row is not None
    return row[0]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """The queries that the products loaded on the chosen store can answer."""
    if "query" in metafunc.fixturenames:
        part = metafunc.config.getoption("--store") == "neo4j"
        metafunc.parametrize("query", [name for name, needs in QUERIES.items() if not part or needs == PART])


@pytest.fixture(scope="module")
def journey(store_name: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Journey]:
    """Everything on the embedded store, PART on Neo4j."""
    files = shared_data("complete_journey")
    workspace = make_workspace("complete_journey", tmp_path_factory.mktemp("journey") / "workspace", {"data": files})
    loaded = load_workspace(workspace, store=store_name, only=PART if store_name == "neo4j" else ())
    service = open_service(workspace, store=store_name)
    assert not loaded.report.failed
    yield Journey(workspace, loaded.report, service, files)
    service.close()


def test_no_query_is_forgotten() -> None:
    assert {path.stem for path in (HERE / "complete_journey" / "queries").glob("*.yaml")} == set(QUERIES)
    assert len(QUERIES) == 4 and sum(needs == PART for needs in QUERIES.values()) == 2


def test_every_record_is_read_and_accounted_for(journey: Journey) -> None:
    counts = {f"{p.name}/{source}": c for p in journey.report.products for source, c in p.counts.sources.items()}
    assert {name: count.read for name, count in counts.items()} == journey.of_loaded(RECORDS)
    assert all(count.read == count.loaded + count.unchanged + count.quarantined for count in counts.values())
    assert sum(RECORDS.values()) == 653_589


def test_what_breaks_its_contract_is_put_aside_with_rule_and_value(journey: Journey) -> None:
    total, rows = quarantined(journey.workspace, None, limit=10_000, offset=0)
    assert total == len(rows)
    found: dict[str, int] = {}
    for row in rows:
        key = f"{row.product}/{row.source}: {row.rule}"
        found[key] = found.get(key, 0) + 1
    assert found == journey.counted(PUT_ASIDE)
    assert found["marketing/coupons: primaryKey"] == 4_872
    assert [(row.column, row.value) for row in rows if row.source == "products"] == [("product_id", "9e+05")]


def test_what_is_odd_and_true_is_served_and_reported(journey: Journey) -> None:
    warnings = {
        f"{product.name}/{finding.rule.removeprefix('contract.')}": finding.message
        for product in journey.report.products
        for finding in product.findings
        if finding.severity is Severity.WARNING and finding.rule.startswith("contract.")
    }
    expected = journey.counted(REPORTED)
    assert warnings.keys() == expected.keys()
    assert [key for key, count in expected.items() if f": {count} record" not in warnings[key]] == []


def test_links_to_products_that_no_catalogue_knows_wait(journey: Journey) -> None:
    waiting = {f"{one.product}/{one.map}: {one.property}": one.links for one in journey.report.pending}
    assert waiting == journey.counted(WAITING)


def test_households_without_demographics_are_named_by_their_shape(journey: Journey) -> None:
    shops = "UNION SELECT household_id FROM transactions_sample" if "sales" in journey.products else ""
    households = f"SELECT DISTINCT household_id FROM campaigns {shops}"
    unknown = f"SELECT count(*) FROM ({households}) ANTI JOIN demographics USING (household_id)"
    results = {f"{shape.cls}.{shape.path}": shape.results for shape in journey.report.shapes}
    assert results["Household.ageGroup"] == one(journey.sql, unknown)
    assert results.get("SalesLine.product", 0) == journey.counted(WAITING).get("sales/line: product", 0)
    assert {shape.severity for shape in journey.report.shapes} == {Severity.WARNING}


def test_a_household_is_one_entity_of_several_domains(journey: Journey) -> None:
    told = journey.service.store.lineage("https://journey.example/id/Household/householdNumber/1")
    assert {contribution.product for contribution in told} == journey.products & {"households", "marketing", "sales"}
    ages = {contribution.values["ageGroup"] for contribution in told if "ageGroup" in contribution.values}
    assert ages == {"65+"}  # a personal value, which a node has once


def test_a_plan_gives_the_rows_that_sql_over_the_files_gives(query: str, journey: Journey) -> None:
    saved = find_query(journey.workspace, query)
    role = yaml.safe_load((journey.workspace.queries / f"{query}.yaml").read_text(encoding="utf-8")).get("role")
    rows = journey.service.answer(saved.plan, journey.service.actor(role=role)).rows
    assert saved.sql is not None
    expected = journey.sql.execute(saved.sql).fetchall()
    assert len(expected) >= 8
    assert list(rows) == expected


def test_what_a_household_told_is_refused_to_an_analyst(journey: Journey) -> None:
    saved = find_query(journey.workspace, "mailed-and-never-redeemed")
    with pytest.raises(PlanError, match=r"Household.income is not readable here: prohibition 'no-income'"):
        journey.service.answer(saved.plan, journey.service.actor(role="analyst"))


def test_a_second_load_changes_nothing(journey: Journey, store_name: str) -> None:
    only = PART if store_name == "neo4j" else ()
    report = load_workspace(journey.workspace, store=store_name, only=only).report
    assert report.nothing_changed
    assert {product.outcome for product in report.products} == {Outcome.UNCHANGED}
    assert sum(product.counts.read for product in report.products) == sum(journey.of_loaded(RECORDS).values())
