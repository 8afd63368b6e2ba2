"""The sample's eight products: a clean world is staged in common units; every fault that a record shows is found."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from graph_service.findings import Severity
from graph_service.loading.product.product import DataProduct, product_folders
from graph_service.loading.sql.duck import Connection, connect, rows
from graph_service.loading.staging.stage import stage
from graph_service.loading.staging.staged import Staged
from graph_service.ontology import Ontology, read_ontology
from graph_service.sample import SMALL_DAYS, SMALL_STORES, Manifest, write
from tests.loading.staging.sound import sound_product

ROOT = Path(__file__).resolve().parents[3]
NOW = datetime(2026, 6, 30, 22)
ONTOLOGY: Ontology = read_ontology(ROOT / "ontology", languages=("en", "de")).ontology
PRODUCTS = {folder.name: sound_product(folder) for folder in product_folders(ROOT / "loaders")}
World = tuple[Path, Manifest]

# faults that no single product's records show: they need another product's, or the truth
HIDDEN = {
    ("inventory/on_hand.csv", "on_hand", "cross-field"),  # packs booked as pieces: needs what sales took
    ("supply/terms.csv", "ean", "unknown reference"),  # needs the catalogue
    ("supply/purchase_orders.csv", "ordered_on", "cross-field"),  # needs the arrival in inventory
    ("customers/customers.csv", "home_store_no", "unknown reference"),  # 0 is seen, 777 needs the stores
    ("supply/purchase_order_lines.csv", "ean", "unknown reference"),  # the same made-up number is put into terms
}
STALE = {("inventory/on_hand.csv", "HAM-1"), ("weather/observations.csv", "00211")}


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The six small stores, 400 days."""
    out = tmp_path_factory.mktemp("clean")
    return out, write(out, stores=SMALL_STORES, days=SMALL_DAYS)


@pytest.fixture(scope="module")
def dirty(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A store more, one record in fifty wrong."""
    out = tmp_path_factory.mktemp("dirty")
    return out, write(out, stores=(1, *SMALL_STORES), days=SMALL_DAYS, dirty=0.02)


def names(data: Path) -> Callable[[str], Mapping[str, str]]:
    """The catalogue's names, as the ledger would tell them."""
    with (data / "catalogue" / "products.csv").open(encoding="utf-8") as file:
        found = [(row["name"], row["brand"], row["gtin"]) for row in csv.DictReader(file)]
    products = {name: f"Product/gtin/{gtin}" for name, _, gtin in found}
    brands = {brand: f"Brand/name/{brand}" for _, brand, _ in found}
    return {"Product": products, "Brand": brands}.__getitem__


def staged(name: str, data: Path) -> tuple[Connection, DataProduct, Staged]:
    connection = connect()
    product = PRODUCTS[name]
    made = stage(connection, product, root=data, ontology=ONTOLOGY, zone="Europe/Berlin", known=names(data), now=NOW)
    return connection, product, made


@pytest.mark.parametrize("name", PRODUCTS)
def test_every_record_of_a_clean_world_is_accepted(name: str, clean: World) -> None:
    data, manifest = clean
    connection, product, made = staged(name, data)
    expected = {source.name: manifest.records[f"{name}/{source.file}"] for source in product.contract.sources}
    assert made.read == expected
    assert made.quarantined == {} and [str(finding) for finding in made.findings] == []
    for table in made.contributions:
        (found,) = rows(connection, f'SELECT count(*), count(DISTINCT record) FROM "{table.name}"')
        assert found == (expected[table.source],) * 2, table.map


def test_the_sample_has_eight_products_and_every_file_is_staged(clean: World) -> None:
    _, manifest = clean
    assert len(PRODUCTS) == 8
    files = {f"{p.name}/{source.file}" for p in PRODUCTS.values() for source in p.contract.sources}
    assert files == {path for path in manifest.records if not path.startswith("truth/")}


def source_rows(data: Path, file: str) -> list[dict[str, str]]:
    with (data / file).open(encoding="utf-8") as opened:
        return list(csv.DictReader(opened))


def test_stock_is_in_pieces(clean: World) -> None:
    data, _ = clean
    items = {row["item_no"]: row for row in source_rows(data, "inventory/items.csv")}
    connection, _, _ = staged("inventory", data)
    found = rows(connection, 'SELECT "onHand" FROM "map:inventory/stock" ORDER BY record')
    wanted = []
    for row in source_rows(data, "inventory/on_hand.csv"):
        item = items[row["item_no"]]
        factor = int(item["pieces_per_pack"]) if item["unit"] == "PCK" else 1
        wanted.append(round(float(row["on_hand"]) * factor * 100 + 1e-7))
    assert [value for (value,) in found] == wanted
    assert {item["unit"] for item in items.values()} == {"PCE", "PCK"}


def test_weather_is_in_celsius_and_millimetres(clean: World) -> None:
    data, _ = clean
    stations = {row["station"]: row for row in source_rows(data, "weather/stations.csv")}
    connection, _, _ = staged("weather", data)
    query = 'SELECT "temperatureMax", rainfall FROM "map:weather/observation" ORDER BY record'
    for (hot, rain), row in zip(rows(connection, query), source_rows(data, "weather/observations.csv"), strict=True):
        station = stations[row["station"]]
        celsius = (float(row["t_max"]) - 32) * 5 / 9 if station["unit_t"] == "F" else float(row["t_max"])
        millimetres = float(row["rain"]) * (25.4 if station["unit_r"] == "in" else 1)
        assert abs(hot - celsius * 10) <= 0.5001 and abs(rain - millimetres * 10) <= 0.5001
    cities = rows(connection, 'SELECT DISTINCT city FROM "map:weather/station"')
    assert ("https://mesh.example/id/City/name/München",) in cities


def test_the_keys_of_four_products_meet(clean: World) -> None:
    """Padding makes gtin_13, ean_ref and ean the catalogue's gtin."""
    data, _ = clean
    catalogue = {row["gtin"] for row in source_rows(data, "catalogue/products.csv")}
    for name, table in (("sales", "article"), ("inventory", "item"), ("supply", "term")):
        connection, _, _ = staged(name, data)
        keys = [gtin for (gtin,) in rows(connection, f'SELECT gtin FROM "map:{name}/{table}"')]
        assert {gtin for gtin in keys if gtin} <= catalogue
        assert keys.count(None) == (6 if name == "sales" else 0)


def test_times_are_local_and_customers_follow_their_card(clean: World) -> None:
    data, _ = clean
    connection, _, _ = staged("sales", data)
    found = rows(connection, 'SELECT "soldAt", customer FROM "map:sales/basket" ORDER BY record')
    for (sold_at, customer), row in zip(found, source_rows(data, "sales/baskets.csv"), strict=True):
        assert sold_at == row["sold_at"]
        card = row["card_no"]
        wanted = f"https://mesh.example/id/Customer/customerNumber/{int(card[1:])}" if card else None
        assert customer == wanted
    connection, _, _ = staged("social", data)
    (first,) = rows(connection, 'SELECT "postedAt" FROM "map:social/mention" WHERE record = 1')
    written = source_rows(data, "social/mentions.csv")[0]["posted_at"]
    assert written.endswith("Z") and first[0] == _berlin(written)


def _berlin(utc: str) -> str:
    from zoneinfo import ZoneInfo

    return datetime.fromisoformat(utc).astimezone(ZoneInfo("Europe/Berlin")).replace(tzinfo=None).isoformat()


def test_a_mention_is_of_the_product_and_the_brand_that_its_text_names(clean: World) -> None:
    data, _ = clean
    connection, _, _ = staged("social", data)
    found = rows(connection, 'SELECT product, brand FROM "map:social/mention" ORDER BY record')
    texts = [row["text"].casefold() for row in source_rows(data, "social/mentions.csv")]
    known = {kind: {name.casefold(): iri for name, iri in names(data)(kind).items()} for kind in ("Product", "Brand")}
    for linked, text in zip(found, texts, strict=True):
        for iri, by_name in zip(linked, (known["Product"], known["Brand"]), strict=True):
            named = [name for name in by_name if name in text]
            assert iri is None or iri == by_name[max(named, key=len)]
    share = sum(1 for product, brand in found if product or brand) / len(found)
    assert 0.7 < share < 0.95  # 22 % of the names have a typing error, often in the product's part
    assert 0 < sum(1 for product, _ in found if product) < len(found) / 2


@pytest.fixture(scope="module")
def all_staged(dirty: World) -> dict[str, tuple[Connection, DataProduct, Staged]]:
    """Every product of the dirty world."""
    data, _ = dirty
    return {name: staged(name, data) for name in PRODUCTS}


Index = dict[tuple[str, str], list[tuple[int, dict[str, str]]]]


def by_value(records: list[dict[str, str]]) -> Index:
    """(column, value) → (record number, record)."""
    index: Index = {}
    for number, row in enumerate(records, 1):
        for pair in row.items():
            index.setdefault(pair, []).append((number, row))
    return index


def faulty_records(index: Index, fault: dict[str, str], key: tuple[str, ...]) -> list[int]:
    """The records that a fault may be: its row's key, with the faulty column's new value."""
    wanted = {fault["column"]: fault["new"]}
    if fault["kind"] != "duplicate" or fault["column"] in key:
        wanted = {**dict(zip(key, fault["row_key"].split("|"), strict=True)), **wanted}
    fewest = min((index.get(pair, []) for pair in wanted.items()), key=len)
    return [number for number, row in fewest if all(row[name] == value for name, value in wanted.items())]


def test_every_fault_that_a_record_shows_is_in_quarantine(
    dirty: World, all_staged: dict[str, tuple[Connection, DataProduct, Staged]]
) -> None:
    data, _ = dirty
    files: dict[str, Index] = {}
    quarantined: dict[str, set[tuple[int, str]]] = {}
    keys: dict[str, tuple[str, ...]] = {}
    for name, (connection, product, _) in all_staged.items():
        for source in product.contract.sources:
            kept = rows(connection, 'SELECT record, "column" FROM quarantine WHERE source = ?', [source.name])
            quarantined[f"{name}/{source.file}"] = {(n, part) for n, columns in kept for part in columns.split(", ")}
            keys[f"{name}/{source.file}"] = source.key
    found, missed = Counter[tuple[str, str, str]](), Counter[tuple[str, str, str]]()
    for fault in source_rows(data, "truth/faults.csv"):
        kind = (fault["file"], fault["column"], fault["kind"])
        if fault["kind"] == "stale":
            continue
        if fault["file"] not in files:
            files[fault["file"]] = by_value(source_rows(data, fault["file"]))
        numbers = faulty_records(files[fault["file"]], fault, keys[fault["file"]])
        assert numbers, fault
        seen = any((number, fault["column"]) in quarantined[fault["file"]] for number in numbers)
        (found if seen else missed)[kind] += 1
    assert set(missed) <= HIDDEN, {kind: count for kind, count in missed.items() if kind not in HIDDEN}
    assert len(found) >= 38 and sum(found.values()) > 1000


def test_stale_sites_and_stations_are_named(
    dirty: World, all_staged: dict[str, tuple[Connection, DataProduct, Staged]]
) -> None:
    data, _ = dirty
    stale = {(f["file"], f["row_key"]) for f in source_rows(data, "truth/faults.csv") if f["kind"] == "stale"}
    assert stale == STALE
    for file, who in STALE:
        _, _, made = all_staged[file.partition("/")[0]]
        warnings = [str(finding) for finding in made.findings if finding.severity is Severity.WARNING]
        assert any(who in warning and "reports" in warning for warning in warnings)


def test_read_is_accepted_and_quarantined_everywhere(
    all_staged: dict[str, tuple[Connection, DataProduct, Staged]],
) -> None:
    for connection, _, made in all_staged.values():
        for table in made.contributions:
            (count,) = rows(connection, f'SELECT count(DISTINCT record) FROM "{table.name}"')[0]
            assert count == made.accepted[table.source]
            assert made.read[table.source] == count + made.quarantined.get(table.source, 0)


def test_no_quarantine_shows_a_customer(all_staged: dict[str, tuple[Connection, DataProduct, Staged]]) -> None:
    connection, _, _ = all_staged["customers"]
    personal: list[tuple[Any, ...]] = rows(
        connection,
        "SELECT value FROM quarantine WHERE \"column\" IN ('first_name', 'last_name', 'email', 'birth_date')",
    )
    assert len(personal) > 5 and {value for (value,) in personal} == {"•••"}
