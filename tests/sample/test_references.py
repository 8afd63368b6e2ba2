"""Keys are unique, required values are there, references between files resolve: in the whole sample and the cut."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sample.written import columns, keys

KEYS = {
    "catalogue/products.csv": "gtin",
    "catalogue/categories.csv": "id",
    "sales/articles.csv": "sku",
    "sales/baskets.csv": "basket_id",
    "sales/lines.csv": "basket_id line_no",
    "sales/promotions.csv": "promo_id",
    "stores/stores.csv": "store_no",
    "stores/ranging.csv": "store_no gtin",
    "stores/closures.csv": "store_no day",
    "inventory/items.csv": "item_no",
    "inventory/sites.csv": "site",
    "inventory/on_hand.csv": "site item_no day",
    "inventory/outages.csv": "site item_no day",
    "inventory/deliveries.csv": "delivery_id",
    "inventory/write_offs.csv": "site item_no day",
    "inventory/counts.csv": "site item_no day",
    "supply/suppliers.csv": "supplier_no",
    "supply/terms.csv": "ean",
    "supply/purchase_orders.csv": "po",
    "supply/purchase_order_lines.csv": "po ean",
    "customers/customers.csv": "customer_no",
    "weather/stations.csv": "station",
    "weather/observations.csv": "station day",
    "weather/normals.csv": "station day_of_year",
    "weather/forecasts.csv": "station issued valid",
    "social/mentions.csv": "mention_id",
}
ALSO_UNIQUE = (
    ("catalogue/products.csv", "name"),
    ("sales/articles.csv", "till_text"),
    ("stores/stores.csv", "till_code"),
    ("stores/stores.csv", "gln"),
    ("stores/stores.csv", "name"),
    ("inventory/items.csv", "ean_ref"),
    ("inventory/sites.csv", "store_no"),
    ("customers/customers.csv", "email"),
)
NULLABLE = {
    ("catalogue/products.csv", "net_content"),
    ("catalogue/products.csv", "shelf_life_days"),
    ("catalogue/products.csv", "launched_on"),
    ("catalogue/products.csv", "delisted_on"),
    ("catalogue/categories.csv", "parent_id"),
    ("sales/articles.csv", "gtin_13"),
    ("sales/baskets.csv", "card_no"),
    ("sales/lines.csv", "promo_id"),
    ("sales/promotions.csv", "region"),
    ("supply/purchase_order_lines.csv", "packs_shipped"),
}
REFERENCES = (
    ("catalogue/products.csv", "subcategory_id", "catalogue/categories.csv", "id"),
    ("catalogue/categories.csv", "parent_id", "catalogue/categories.csv", "id"),
    ("sales/articles.csv", "gtin_13", "catalogue/products.csv", "gtin"),
    ("sales/baskets.csv", "store", "stores/stores.csv", "till_code"),
    ("sales/baskets.csv", "card_no", "customers/customers.csv", "customer_no"),
    ("sales/lines.csv", "basket_id", "sales/baskets.csv", "basket_id"),
    ("sales/lines.csv", "sku", "sales/articles.csv", "sku"),
    ("sales/lines.csv", "promo_id", "sales/promotions.csv", "promo_id"),
    ("sales/promotions.csv", "sku", "sales/articles.csv", "sku"),
    ("sales/promotions.csv", "region", "stores/stores.csv", "region"),
    ("stores/ranging.csv", "store_no", "stores/stores.csv", "store_no"),
    ("stores/ranging.csv", "gtin", "catalogue/products.csv", "gtin"),
    ("stores/closures.csv", "store_no", "stores/stores.csv", "store_no"),
    ("inventory/items.csv", "ean_ref", "catalogue/products.csv", "gtin"),
    ("inventory/sites.csv", "store_no", "stores/stores.csv", "store_no"),
    *(
        (f"inventory/{file}.csv", "site", "inventory/sites.csv", "site")
        for file in ("on_hand", "outages", "deliveries", "write_offs", "counts")
    ),
    *(
        (f"inventory/{file}.csv", "item_no", "inventory/items.csv", "item_no")
        for file in ("on_hand", "outages", "deliveries", "write_offs", "counts")
    ),
    ("inventory/deliveries.csv", "po", "supply/purchase_orders.csv", "po"),
    ("supply/terms.csv", "ean", "catalogue/products.csv", "gtin"),
    ("supply/terms.csv", "supplier_no", "supply/suppliers.csv", "supplier_no"),
    ("supply/purchase_orders.csv", "supplier_no", "supply/suppliers.csv", "supplier_no"),
    ("supply/purchase_orders.csv", "ship_to", "stores/stores.csv", "gln"),
    ("supply/purchase_order_lines.csv", "po", "supply/purchase_orders.csv", "po"),
    ("supply/purchase_order_lines.csv", "ean", "supply/terms.csv", "ean"),
    ("customers/customers.csv", "home_store_no", "stores/stores.csv", "store_no"),
    ("weather/stations.csv", "city", "stores/stores.csv", "city"),
    *(
        (f"weather/{file}.csv", "station", "weather/stations.csv", "station")
        for file in ("observations", "normals", "forecasts")
    ),
    ("truth/crosswalk.csv", "gtin", "catalogue/products.csv", "gtin"),
    ("truth/crosswalk.csv", "sku", "sales/articles.csv", "sku"),
    ("truth/crosswalk.csv", "item_no", "inventory/items.csv", "item_no"),
    ("truth/crosswalk.csv", "ean", "supply/terms.csv", "ean"),
    ("truth/mentions.csv", "mention_id", "social/mentions.csv", "mention_id"),
    ("truth/mentions.csv", "brand", "catalogue/products.csv", "brand"),
    ("truth/people.csv", "customer_no", "customers/customers.csv", "customer_no"),
    ("truth/supply.csv", "supplier_no", "supply/suppliers.csv", "supplier_no"),
)
TURNED: dict[tuple[str, str], Callable[[str], str]] = {
    ("sales/articles.csv", "gtin_13"): lambda text: text.zfill(14),
    ("sales/baskets.csv", "card_no"): lambda text: str(int(text.removeprefix("K"))),
    ("inventory/items.csv", "ean_ref"): lambda text: text.zfill(14),
    ("supply/terms.csv", "ean"): lambda text: text.zfill(14),
    ("weather/stations.csv", "city"): lambda text: text.replace("Munich", "München"),
}


@pytest.fixture(params=["clean", "small"])
def sample(request: pytest.FixtureRequest) -> Path:
    folder: Path = request.getfixturevalue(request.param)
    return folder


@pytest.mark.parametrize("file", KEYS)
def test_keys_are_unique_and_only_optional_values_are_missing(sample: Path, file: str) -> None:
    table = columns(sample / file)
    found = keys(sample / file, tuple(KEYS[file].split()))
    assert len(found) > 0 and len(set(found)) == len(found)
    assert {name for name, values in table.items() if "" in values} <= {name for path, name in NULLABLE if path == file}


@pytest.mark.parametrize(("file", "column"), ALSO_UNIQUE)
def test_other_identifiers_are_unique(sample: Path, file: str, column: str) -> None:
    values = columns(sample / file)[column]
    assert len(set(values)) == len(values)


@pytest.mark.parametrize(("file", "column", "other", "key"), REFERENCES)
def test_references_resolve(sample: Path, file: str, column: str, other: str, key: str) -> None:
    turned = TURNED.get((file, column), str) if other != "supply/terms.csv" else str
    found = {turned(value) for value in columns(sample / file)[column] if value}
    assert found, f"nothing to resolve in {file}: {column}"
    assert found <= set(columns(sample / other)[key])


def test_nothing_is_left_unchecked(clean: Path) -> None:
    written = {path.relative_to(clean).as_posix() for path in clean.glob("*/*.csv")}
    assert {path for path in written if not path.startswith("truth/")} == set(KEYS) and len(KEYS) == 26
    assert len(REFERENCES) == 45


def test_the_cut_is_a_part_of_the_same_world(clean: Path, small: Path) -> None:
    for file, key in KEYS.items():
        names = tuple(columns(clean / file))
        assert names == tuple(columns(small / file))
        part, whole = keys(small / file, names), set(keys(clean / file, names))
        assert set(part) <= whole, f"{file}: rows of the cut (by {key}) that the whole does not have"
