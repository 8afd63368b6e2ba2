"""Blemishes: the faults that each file can have, as one table; `faults` puts them in.

A blemish changes one column of a row that it fits, or adds a row that repeats the column and differs in others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from graph_service.sample.calendar import DAYS, SUNDAY, TODAY
from graph_service.sample.catalogue import TAX, check_digit
from graph_service.sample.files.table import GERMAN, ISO
from graph_service.sample.weather import CITIES

Row = dict[str, str]
Change = Callable[[Row, np.random.Generator], str]

KINDS = (
    "missing", "duplicate", "wrong type", "out of range", "unknown reference", "bad date", "encoding", "cross-field",
    "scale", "pattern", "stale",
)
UMLAUTS = "äöüÄÖÜß"
BALANCED_SINCE = ISO[DAYS - 27]
CELSIUS = {city.station for city in CITIES if not city.fahrenheit}


@dataclass(frozen=True, kw_only=True)
class Blemish:
    """One way a file can be wrong: where, of which kind, the new text, and which rows it fits.

    `repeats` makes it an added row: a copy with these other values. `lookup` shows `new` and `fits` the columns of
    another file too, found by a shared column.
    """

    file: str
    column: str
    kind: str
    new: Change = field(default=lambda row, rng: "")
    fits: Callable[[Row], bool] = field(default=lambda row: True)
    repeats: dict[str, str] = field(default_factory=dict)
    lookup: tuple[str, str] | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"unknown kind of fault: {self.kind!r}")


@dataclass(frozen=True, kw_only=True)
class Silence:
    """Rows of one site or station that stop coming after a day."""

    file: str
    column: str
    value: str
    last: date


def misencoded(text: str) -> str:
    """UTF-8 read as Windows-1252, for the umlauts only."""
    return "".join(c.encode().decode("cp1252") if c in UMLAUTS else c for c in text)


def _to(text: str) -> Change:
    return lambda row, rng: text


def _one_of(*texts: str) -> Change:
    return lambda row, rng: texts[int(rng.integers(len(texts)))]


def _times(column: str, factor: int) -> Change:
    return lambda row, rng: f"{float(row[column]) * factor:.4f}".rstrip("0").rstrip(".")


def _encoding(column: str) -> Change:
    return lambda row, rng: misencoded(row[column])


def _umlaut(column: str) -> Callable[[Row], bool]:
    return lambda row: any(letter in UMLAUTS for letter in row[column])


def _positive(column: str) -> Callable[[Row], bool]:
    return lambda row: bool(row[column]) and float(row[column]) > 0


def _wrong_digit(row: Row, rng: np.random.Generator) -> str:
    body = row["gtin"][:-1]
    return body + str((int(check_digit(body)) + int(rng.integers(1, 10))) % 10)


def _dear(row: Row, rng: np.random.Generator) -> str:
    return f"{float(row['list_price']) / (1 + TAX) * 1.25 + 0.05:.2f}"


def _on_a_sunday(row: Row, rng: np.random.Generator) -> str:
    day = date.fromisoformat(row["sold_at"][:10])
    return f"{day - timedelta(days=(day.weekday() - SUNDAY) % 7)}{row['sold_at'][10:]}"


def _packs_as_pieces(row: Row, rng: np.random.Generator) -> str:
    return f"{float(row['on_hand']) * int(row['pieces_per_pack']):.4f}".rstrip("0").rstrip(".")


def _three_weeks_later(row: Row, rng: np.random.Generator) -> str:
    return GERMAN[min(GERMAN.index(row["ordered_on"]) + 21, len(GERMAN) - 1)]


def _other_format(row: Row, rng: np.random.Generator) -> str:
    return ISO[GERMAN.index(row["ordered_on"])]


def _before_issue(row: Row, rng: np.random.Generator) -> str:
    return (date.fromisoformat(row["issued"]) - timedelta(days=int(rng.integers(1, 9)))).isoformat()


CATALOGUE = (
    Blemish(file="catalogue/products.csv", column="gtin", kind="missing"),
    Blemish(file="catalogue/products.csv", column="gtin", kind="duplicate", repeats={"list_price": "99.99"}),
    Blemish(file="catalogue/products.csv", column="gtin", kind="pattern", new=_wrong_digit),
    Blemish(file="catalogue/products.csv", column="net_content", kind="scale", new=_times("net_content", 1000),
            fits=_positive("net_content")),
    Blemish(file="catalogue/products.csv", column="name", kind="encoding", new=_encoding("name"), fits=_umlaut("name")),
    Blemish(file="catalogue/products.csv", column="unit_cost", kind="cross-field", new=_dear),
    Blemish(file="catalogue/categories.csv", column="parent_id", kind="unknown reference", new=_to("C99"),
            fits=lambda row: row["level"] == "subcategory"),
)
SALES = (
    Blemish(file="sales/lines.csv", column="sku", kind="unknown reference",
            new=_one_of("A999999", "A100101", "B100100")),
    Blemish(file="sales/lines.csv", column="basket_id", kind="unknown reference",
            new=_one_of("F100-999999", "F999-000001")),
    Blemish(file="sales/lines.csv", column="quantity", kind="cross-field", new=_times("quantity", -1),
            fits=_positive("quantity")),
    Blemish(file="sales/lines.csv", column="quantity", kind="wrong type", new=_one_of("two", "1,5")),
    Blemish(file="sales/lines.csv", column="unit_price", kind="scale", new=_times("unit_price", 100)),
    Blemish(file="sales/lines.csv", column="line_no", kind="duplicate", repeats={"quantity": "97"}),
    Blemish(file="sales/baskets.csv", column="sold_at", kind="bad date",
            new=_one_of("2026-02-30T10:15:00", "2025-06-31T16:40:00", "31.13.2025 12:00")),
    Blemish(file="sales/baskets.csv", column="sold_at", kind="cross-field", new=_on_a_sunday),
)
STORES = (
    Blemish(file="stores/stores.csv", column="gln", kind="pattern", new=lambda row, rng: row["gln"][:-1]),
    Blemish(file="stores/stores.csv", column="region", kind="out of range", new=_to("West")),
    Blemish(file="stores/stores.csv", column="city", kind="encoding", new=_encoding("city"), fits=_umlaut("city")),
    Blemish(file="stores/stores.csv", column="till_code", kind="duplicate",
            repeats={"store_no": "999", "gln": "2999999999991"}),
    Blemish(file="stores/ranging.csv", column="shelf_capacity", kind="out of range", new=_one_of("0", "-12")),
)
INVENTORY = (
    Blemish(file="inventory/on_hand.csv", column="on_hand", kind="scale", new=_times("on_hand", 1000),
            fits=_positive("on_hand")),
    Blemish(file="inventory/on_hand.csv", column="on_hand", kind="out of range", new=_one_of("-1", "-6", "-24")),
    Blemish(file="inventory/on_hand.csv", column="on_hand", kind="cross-field", new=_packs_as_pieces,
            lookup=("inventory/items.csv", "item_no"),
            fits=lambda row: row["unit"] == "PCK" and row["day"] >= BALANCED_SINCE and float(row["on_hand"]) > 0),
    Blemish(file="inventory/on_hand.csv", column="item_no", kind="unknown reference",
            new=_one_of("4711001", "9999999")),
)
SUPPLY = (
    Blemish(file="supply/suppliers.csv", column="promised_lead_days", kind="out of range", new=_to("400")),
    Blemish(file="supply/terms.csv", column="ean", kind="unknown reference", new=_to("2999999999994")),
    Blemish(file="supply/purchase_orders.csv", column="ordered_on", kind="bad date", new=_other_format),
    Blemish(file="supply/purchase_orders.csv", column="ordered_on", kind="cross-field", new=_three_weeks_later,
            fits=lambda row: row["status"] != "open"),
    Blemish(file="supply/purchase_order_lines.csv", column="packs_ordered", kind="out of range", new=_to("0")),
    Blemish(file="supply/purchase_order_lines.csv", column="packs_shipped", kind="cross-field",
            new=lambda row, rng: str(int(row["packs_ordered"]) + int(rng.integers(1, 6))),
            fits=lambda row: row["packs_shipped"] != ""),
    Blemish(file="supply/purchase_order_lines.csv", column="ean", kind="unknown reference", new=_to("2999999999994")),
)
CUSTOMERS = (
    Blemish(file="customers/customers.csv", column="email", kind="pattern",
            new=lambda row, rng: row["email"].replace("@", " at ")),
    Blemish(file="customers/customers.csv", column="birth_date", kind="out of range",
            new=_one_of("2031-05-01", "1900-01-01")),
    Blemish(file="customers/customers.csv", column="customer_no", kind="duplicate",
            repeats={"last_name": "Doppelt", "email": "doppelt@example.org"}),
    Blemish(file="customers/customers.csv", column="last_name", kind="encoding", new=_encoding("last_name"),
            fits=_umlaut("last_name")),
    Blemish(file="customers/customers.csv", column="home_store_no", kind="unknown reference", new=_one_of("0", "777")),
)
WEATHER = (
    Blemish(file="weather/observations.csv", column="t_max", kind="out of range",
            new=lambda row, rng: f"{float(row['t_max']) * 9 / 5 + 32:.1f}",
            fits=lambda row: row["station"] in CELSIUS and float(row["t_max"]) > 8),
    Blemish(file="weather/observations.csv", column="rain", kind="out of range", new=_one_of("-1.0", "-99.9")),
    Blemish(file="weather/observations.csv", column="t_min", kind="cross-field",
            new=lambda row, rng: f"{float(row['t_max']) + 4.5:.1f}"),
    Blemish(file="weather/forecasts.csv", column="valid", kind="cross-field", new=_before_issue),
)
SOCIAL = (
    Blemish(file="social/mentions.csv", column="text", kind="missing"),
    Blemish(file="social/mentions.csv", column="sentiment", kind="out of range", new=_to("7")),
    Blemish(file="social/mentions.csv", column="lang", kind="out of range", new=_to("xx")),
    Blemish(file="social/mentions.csv", column="posted_at", kind="out of range",
            new=lambda row, rng: f"{TODAY + timedelta(days=int(rng.integers(30, 400)))}{row['posted_at'][10:]}"),
    Blemish(file="social/mentions.csv", column="mention_id", kind="duplicate", repeats={"likes": "4711"}),
    Blemish(file="social/mentions.csv", column="text", kind="encoding", new=_encoding("text"), fits=_umlaut("text")),
)

BLEMISHES = CATALOGUE + SALES + STORES + INVENTORY + SUPPLY + CUSTOMERS + WEATHER + SOCIAL
SILENCES = (
    Silence(file="inventory/on_hand.csv", column="site", value="HAM-1", last=date(2026, 6, 27)),
    Silence(file="weather/observations.csv", column="station", value="00211", last=date(2026, 6, 27)),
)
