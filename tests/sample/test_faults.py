"""A dirty sample has every fault of the description, lists each, and is otherwise the clean sample."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import pytest

from tests.sample.test_references import KEYS
from tests.sample.written import columns, keys, rows

# The table of faults by product: file, column, kind; one line for each thing that can be wrong.
FAULTS = """
catalogue/products.csv gtin missing
catalogue/products.csv gtin duplicate
catalogue/products.csv gtin pattern
catalogue/products.csv net_content scale
catalogue/products.csv name encoding
catalogue/products.csv unit_cost cross-field
catalogue/categories.csv parent_id unknown reference
sales/lines.csv sku unknown reference
sales/lines.csv basket_id unknown reference
sales/lines.csv quantity cross-field
sales/lines.csv quantity wrong type
sales/lines.csv unit_price scale
sales/lines.csv line_no duplicate
sales/baskets.csv sold_at bad date
sales/baskets.csv sold_at cross-field
stores/stores.csv gln pattern
stores/stores.csv region out of range
stores/stores.csv city encoding
stores/stores.csv till_code duplicate
stores/ranging.csv shelf_capacity out of range
inventory/on_hand.csv on_hand scale
inventory/on_hand.csv on_hand out of range
inventory/on_hand.csv on_hand cross-field
inventory/on_hand.csv item_no unknown reference
inventory/on_hand.csv day stale
supply/suppliers.csv promised_lead_days out of range
supply/terms.csv ean unknown reference
supply/purchase_orders.csv ordered_on bad date
supply/purchase_orders.csv ordered_on cross-field
supply/purchase_order_lines.csv packs_ordered out of range
supply/purchase_order_lines.csv packs_shipped cross-field
supply/purchase_order_lines.csv ean unknown reference
customers/customers.csv email pattern
customers/customers.csv birth_date out of range
customers/customers.csv customer_no duplicate
customers/customers.csv last_name encoding
customers/customers.csv home_store_no unknown reference
weather/observations.csv t_max out of range
weather/observations.csv rain out of range
weather/observations.csv t_min cross-field
weather/observations.csv day stale
weather/forecasts.csv valid cross-field
social/mentions.csv text missing
social/mentions.csv sentiment out of range
social/mentions.csv lang out of range
social/mentions.csv posted_at out of range
social/mentions.csv mention_id duplicate
social/mentions.csv text encoding
"""
EXPECTED = [tuple(line.split(" ", 2)) for line in FAULTS.strip().splitlines()]
STALE = {"inventory/on_hand.csv": "site", "weather/observations.csv": "station"}


def _faults(folder: Path) -> list[dict[str, str]]:
    return list(rows(folder / "truth/faults.csv"))


def test_the_table_is_whole() -> None:
    assert len(EXPECTED) == len(set(EXPECTED)) == 48
    assert {file.partition("/")[0] for file, _, _ in EXPECTED} == {key.partition("/")[0] for key in KEYS}


@pytest.mark.parametrize(("file", "column", "kind"), EXPECTED)
def test_every_fault_occurs(dirty: Path, file: str, column: str, kind: str) -> None:
    assert any((row["file"], row["column"], row["kind"]) == (file, column, kind) for row in _faults(dirty))


def test_no_fault_occurs_that_is_not_described(dirty: Path, clean: Path) -> None:
    assert {(row["file"], row["column"], row["kind"]) for row in _faults(dirty)} == set(EXPECTED)
    assert _faults(clean) == []


def test_a_row_has_one_fault_and_a_file_about_one_in_a_hundred(dirty: Path, clean: Path) -> None:
    faults = _faults(dirty)
    assert len({(row["file"], row["row_key"]) for row in faults}) == len(faults)
    for file, count in Counter(row["file"] for row in faults if row["kind"] != "stale").items():
        kinds = sum(path == file and kind != "stale" for path, _, kind in EXPECTED)
        size = len(next(iter(columns(clean / file).values())))
        assert kinds <= count and 0.008 * size < count <= max(kinds, 0.01 * size + 1)


@pytest.mark.parametrize("file", KEYS)
def test_a_file_differs_by_its_faults_and_nothing_else(dirty: Path, clean: Path, file: str) -> None:
    """Apply the list of faults to the clean file; the dirty file must come out, row by row."""
    faults = [row for row in _faults(dirty) if row["file"] == file]
    names, key = tuple(columns(clean / file)), tuple(KEYS[file].split())
    assert names == tuple(columns(dirty / file))
    stale = {row["row_key"]: row["new"] for row in faults if row["kind"] == "stale"}
    by_key = {row["row_key"]: row for row in faults if row["kind"] not in {"stale", "duplicate"}}
    expected = []
    for row in rows(clean / file):
        if stale and row["day"] > stale.get(row[STALE[file]], "9999"):
            continue
        fault = by_key.pop("|".join(row[name] for name in key), None)
        if fault:
            assert row[fault["column"]] == fault["old"] != fault["new"]
            row = {**row, fault["column"]: fault["new"]}
        expected.append(tuple(row[name] for name in names))
    assert by_key == {}
    added = [row for row in faults if row["kind"] == "duplicate"]
    found = keys(dirty / file, names)
    assert found[: len(expected)] == expected and len(found) == len(expected) + len(added)


def test_what_is_twice_is_twice(dirty: Path) -> None:
    repeated = defaultdict(list)
    for row in _faults(dirty):
        if row["kind"] == "duplicate":
            repeated[row["file"], row["column"]].append(row["new"])
    assert len(repeated) == 5
    for (file, column), values in repeated.items():
        unique = KEYS[file].split() if column in KEYS[file].split() else [column]
        counts = Counter(keys(dirty / file, tuple(unique)))
        assert sum(count - 1 for count in counts.values() if count > 1) >= len(values)


def test_silent_sources_stop_three_days_ago(dirty: Path) -> None:
    for (file, column), value in zip(STALE.items(), ("HAM-1", "00211"), strict=True):
        newest: dict[str, str] = {}
        for row in rows(dirty / file):
            newest[row[column]] = max(row["day"], newest.get(row[column], ""))
        assert newest.pop(value) == "2026-06-27" and set(newest.values()) == {"2026-06-30"}


def test_wrong_texts_look_as_they_should(dirty: Path) -> None:
    faults = defaultdict(list)
    for row in _faults(dirty):
        faults[row["column"], row["kind"]].append(row)
    assert all(
        "Ã" in row["new"] and row["new"].encode("cp1252").decode() == row["old"]
        for row in faults["last_name", "encoding"] + faults["city", "encoding"]
    )
    assert all(float(row["new"]) == 1000 * float(row["old"]) for row in faults["net_content", "scale"])
    assert all(float(row["new"]) > 45 for row in faults["t_max", "out of range"])
    assert {row["new"] for row in faults["quantity", "wrong type"]} == {"two", "1,5"}
    assert all(len(row["new"]) == 12 for row in faults["gln", "pattern"])


def test_a_small_share_still_shows_every_fault_once(tmp_path: Path) -> None:
    from graph_service.sample import write

    manifest = write(tmp_path / "few", dirty=0.000001, days=60)
    assert {(row["file"], row["column"], row["kind"]) for row in _faults(tmp_path / "few")} == set(EXPECTED)
    assert manifest.records["truth/faults.csv"] == len(EXPECTED)
