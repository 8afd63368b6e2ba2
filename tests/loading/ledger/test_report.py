"""What a load and the status after it say: what failed and why, what was published anew, when it really was."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from graph_service.findings import Finding, Severity
from graph_service.loading.ledger.told import note_failed
from graph_service.loading.product.product import Draft, read_draft
from graph_service.loading.publishing.pending import Pending
from graph_service.loading.report import LoadReport, Outcome, ProductReport
from graph_service.loading.shapes.violations import ShapeCount
from graph_service.stores.connection import open_writer
from tests.loading.ledger.till import Till
from tests.loading.staging.shop import CONTRACT, ORDERS, read_shop, write_files, write_product

HEADING = ORDERS.splitlines()[0] + "\n"


def test_a_file_that_holds_only_its_heading_deletes_nothing(shop: Till) -> None:
    shop.load()
    write_files(shop.folder, orders=HEADING)
    report = shop.load()
    assert report.nothing_changed and report.removed == 0
    (failed,) = report.failed
    (finding,) = failed.findings
    file = shop.folder / "data" / "shop" / "orders.csv"
    assert (finding.rule, finding.severity) == ("source.emptied", Severity.VIOLATION)
    assert finding.message == (
        f"{file} holds no record; the 3 records of the last load stay. "
        "If this is meant: graph-service load shop --allow-empty"
    )
    assert shop.ask('SELECT count(*) FROM "Order"') == [(3,)]
    assert shop.load().failed, "it is refused again, not taken for unchanged"


def test_whoever_means_it_empties_a_source_and_may_fill_it_again(shop: Till) -> None:
    shop.load()
    write_files(shop.folder, orders=HEADING)
    shop.settings = replace(shop.settings, allow_empty=True)
    report = shop.load()
    assert (report.products[0].outcome, report.removed) == (Outcome.LOADED, 3)
    shop.settings = replace(shop.settings, allow_empty=False)
    assert shop.load().products[0].outcome is Outcome.UNCHANGED
    write_files(shop.folder)
    assert shop.load().entities == 5


def test_a_source_that_never_held_a_record_loads_with_a_warning(shop: Till) -> None:
    write_files(shop.folder, orders=HEADING)
    report = shop.load()
    assert not report.failed and report.entities == 2
    assert [finding.rule for finding in report.all_findings] == ["source.empty"]


def test_status_remembers_a_failed_load_until_one_succeeds(shop: Till) -> None:
    shop.load()
    orders = shop.folder / "data" / "shop" / "orders.csv"
    orders.unlink()
    shop.load()
    status = shop.status()
    (attempt,) = status.failed
    assert (attempt.product, status.products[0].run) == ("shop", 1)
    (told,) = attempt.told()
    assert str(told).startswith(f"shop: The load of {attempt.tried} failed: No such file: {orders} ")
    write_files(shop.folder)
    assert shop.load().products[0].outcome is Outcome.UNCHANGED
    assert shop.status().failed == ()


def test_a_failure_with_several_findings_tells_them_all(shop: Till) -> None:
    shop.load()
    write_files(shop.folder, orders="", buyers="")
    shop.load()
    (attempt,) = shop.status().failed
    first, second = attempt.told()
    assert "failed: The file is empty" in first.message and "buyers.csv" in first.message
    assert "orders.csv" in second.message


def test_a_product_whose_own_files_cannot_be_read_is_in_the_report_and_in_the_status(shop: Till) -> None:
    shop.load()
    write_product(shop.folder, CONTRACT.replace("v3.1.0", "v9"))
    draft: Draft = read_draft(shop.folder / "loaders" / "shop")
    shop.products = []
    report = shop.load(unreadable=[draft])
    assert [(one.name, one.outcome, one.counts.read) for one in report.products] == [("shop", Outcome.FAILED, 0)]
    assert "apiVersion 'v9'" in report.all_findings[0].message
    assert shop.ask('SELECT count(*) FROM "Order"') == [(3,)]
    assert "apiVersion 'v9'" in shop.status().failed[0].findings[0].message
    shop.products = [read_shop(shop.folder)]
    shop.load()
    assert shop.status().failed == ()


def test_a_product_that_left_the_mesh_is_no_failure_any_more(shop: Till) -> None:
    shop.load()
    connection = open_writer(shop.ledger)
    note_failed(connection, "kiosk", "2026-06-30T20:00:00Z", read_draft(shop.folder / "loaders" / "kiosk").findings)
    connection.close()
    assert [one.product for one in shop.status().failed] == ["kiosk"]
    shop.load()
    assert shop.status().failed == ()


def test_status_keeps_what_the_last_loads_had_to_say(shop: Till) -> None:
    write_files(shop.folder, orders=ORDERS.rstrip("\n"))
    report = shop.load()
    assert shop.load().all_findings == ()
    assert shop.status().findings == report.all_findings
    assert [finding.rule for finding in shop.status().findings] == ["source.end"]


def test_a_ledger_of_an_earlier_version_has_a_status(shop: Till) -> None:
    shop.load()
    connection = open_writer(shop.ledger)
    for table in ("finding", "attempt"):
        connection.execute(f'DROP TABLE "ledger:{table}"')
    connection.close()
    assert (shop.status().failed, shop.status().findings) == ((), ())
    assert shop.load().nothing_changed


def test_an_edited_ontology_publishes_anew_and_the_report_says_so(shop: Till) -> None:
    assert shop.load().anew == ""
    shop.settings = replace(shop.settings, ontology=replace(shop.settings.ontology, digest="another"))
    report = shop.load()
    assert (report.generation, report.changed, report.loaded) == (2, 5, 0)
    assert report.anew == "the ontology changed"
    write_files(shop.folder, orders=ORDERS.replace("10.50", "11"))
    report = shop.load()
    assert (report.anew, report.changed, report.loaded) == ("", 1, 1)


def test_the_times_of_a_run_are_real_whatever_the_workspace_s_clock_says(shop: Till) -> None:
    shop.settings = replace(shop.settings, now=datetime(2001, 2, 3))
    before = datetime.now(UTC) - timedelta(seconds=1)
    shop.load()
    shop.load()
    (told,) = shop.status().products
    times = shop.ask('SELECT started, finished FROM "ledger:run" UNION ALL SELECT loaded_at, loaded_at FROM lineage')
    texts = [told.loaded_at, told.checked_at, *(text for row in times for text in row)]
    assert len(texts) == 6
    for text in texts:
        assert text.endswith("Z") and len(text) == len("2026-06-30T20:00:00Z")
        assert before <= datetime.fromisoformat(text) <= datetime.now(UTC)


def test_findings_come_gravest_first() -> None:
    report = LoadReport(
        products=(), before=1, generation=2, pending=(_waiting(1),), shapes=(_shape("Info"), _shape("Violation"))
    )
    assert [finding.severity.value for finding in report.all_findings] == ["Violation", "Warning", "Info"]


def test_every_failed_product_is_told_of_before_the_further_reasons_of_one() -> None:
    def failed(name: str, *reasons: str) -> ProductReport:
        findings = tuple(Finding(rule="source.absent", message=reason) for reason in reasons)
        return ProductReport(name=name, version="1", outcome=Outcome.FAILED, findings=findings)

    report = LoadReport(products=(failed("a", "a1", "a2", "a3"), failed("b", "b1")), before=1, generation=1)
    assert [finding.message for finding in report.all_findings] == ["a1", "b1", "a2", "a3"]


def test_numbers_and_words_agree() -> None:
    assert _waiting(1).finding().message == (
        "1 link 'city' waits for a target that no product speaks about, e.g. <https://x.example/City/Ulm>"
    )
    assert _waiting(1_200).finding().message.startswith("1,200 links 'city' wait for a target")
    assert (
        _shape("Info", "Names differ.").finding().message == "1,200 × Names differ, e.g. <https://x.example/City/Ulm>"
    )


def _waiting(links: int) -> Pending:
    return Pending(product="a", map="b", property="city", links=links, example="https://x.example/City/Ulm")


def _shape(severity: str, message: str = "Has a name") -> ShapeCount:
    return ShapeCount(
        cls="City",
        path="name",
        component="minCount",
        severity=severity,
        message=message,
        results=1_200,
        example="https://x.example/City/Ulm",
    )
