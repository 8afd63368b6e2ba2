"""The sample has the size and the proportions of its description."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from graph_service.sample import DAYS, World, build, incumbent, simulate
from tests.sample.written import columns, rows

# File: records at scale 1, and how far a seed may be from it. What expires depends on which products sell well:
# 2,449 to 4,242 rows over eight seeds, against 15 % for everything else.
FIGURES = {
    "catalogue/products.csv": (150, 0.0),
    "sales/articles.csv": (150, 0.0),
    "inventory/items.csv": (150, 0.0),
    "supply/terms.csv": (150, 0.0),
    "stores/stores.csv": (12, 0.0),
    "stores/ranging.csv": (564, 0.0),
    "customers/customers.csv": (2060, 0.0),
    "weather/observations.csv": (4380, 0.0),
    "weather/forecasts.csv": (12540, 0.0),
    "weather/normals.csv": (2196, 0.0),
    "sales/baskets.csv": (85300, 0.15),
    "sales/lines.csv": (274500, 0.15),
    "sales/promotions.csv": (824, 0.15),
    "inventory/on_hand.csv": (72200, 0.15),
    "inventory/outages.csv": (18900, 0.15),
    "inventory/write_offs.csv": (3750, 0.35),
    "inventory/counts.csv": (4500, 0.15),
    "inventory/deliveries.csv": (37650, 0.15),
    "supply/purchase_orders.csv": (9040, 0.15),
    "supply/purchase_order_lines.csv": (37670, 0.15),
    "social/mentions.csv": (7770, 0.15),
}


@pytest.mark.parametrize("file", FIGURES)
def test_a_file_has_about_as_many_records_as_described(clean: Path, file: str) -> None:
    expected, tolerance = FIGURES[file]
    count = len(next(iter(columns(clean / file).values())))
    assert abs(count - expected) <= tolerance * expected


def _total(folder: Path) -> int:
    files = [path for path in folder.glob("*/*.csv") if path.parent.name != "truth"]
    assert len(files) == 26 > len(FIGURES) == 21
    return sum(len(next(iter(columns(path).values()))) for path in files)


def test_the_totals_of_the_whole_and_of_the_cut(clean: Path, small: Path) -> None:
    assert abs(_total(clean) - 575_000) < 0.05 * 575_000
    assert 80_000 < _total(small) < 110_000


def test_a_third_of_the_days_of_a_pair_see_no_demand(world: World) -> None:
    demand = world.demand
    assert 1.8 < demand.expected[demand.selling].mean() < 2.3
    assert 0.32 < (demand.first_choice[demand.selling] == 0).mean() < 0.39


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_incumbent_serves_what_it_is_known_to_serve(seed: int) -> None:
    world = build(seed)
    history = simulate(world, incumbent, 0, DAYS).history
    recent = slice(DAYS - 182, DAYS)
    cost = world.catalogue.unit_cost[world.ranging.product]
    wanted = world.demand.first_choice[:, recent].sum()
    sold = (history.sold[:, recent].sum(1) * cost).sum()
    assert 0.91 < 1 - history.missed[:, recent].sum() / wanted < 0.96
    assert 22 < 2 * sold / (history.stock[:, recent].mean(1) * cost).sum() < 34
    assert 0.012 < (history.expired[:, recent].sum(1) * cost).sum() / sold < 0.05


def test_the_small_stores_of_ost_are_served_late_and_short(clean: Path) -> None:
    """From the files alone: days from order to arrival against the promise, and the orders' status."""
    promised = {row["supplier_no"]: int(row["promised_lead_days"]) for row in rows(clean / "supply/suppliers.csv")}
    store = {row["gln"]: row for row in rows(clean / "stores/stores.csv")}
    arrival = {row["po"]: row["arrived_on"] for row in rows(clean / "inventory/deliveries.csv")}
    late, short = defaultdict(list), defaultdict(list)
    for row in rows(clean / "supply/purchase_orders.csv"):
        shop = store[row["ship_to"]]
        group = "Ost S" if (shop["region"], shop["size"]) == ("Ost", "S") else "other"
        short[group].append(row["status"] == "short")
        if row["po"] in arrival:
            day, month, year = map(int, row["ordered_on"].split("."))
            waited = (date.fromisoformat(arrival[row["po"]]) - date(year, month, day)).days
            late[group].append(waited > promised[row["supplier_no"]] + 1)
    assert len(late["Ost S"]) > 500 and len(late["other"]) > 5000
    assert np.mean(late["Ost S"]) > 2.5 * np.mean(late["other"])
    assert 0.30 < np.mean(short["Ost S"]) < 0.45 and 0.02 < np.mean(short["other"]) < 0.045


def test_planted_luck_has_the_planted_rates(world: World) -> None:
    bad = np.array([store.badly_served for store in world.stores])
    assert [store.number for store in world.stores if store.badly_served] == [6, 8]
    assert abs((world.luck.delay[bad] > 0).mean() - 0.42) < 0.04
    assert abs((world.luck.delay[~bad] > 0).mean() - 0.12) < 0.015
    leaking = np.array([store.loses_stock for store in world.stores])[world.ranging.store]
    assert [store.number for store in world.stores if store.loses_stock] == [3, 6, 11]
    assert abs((world.luck.vanishing[leaking] > 0).mean() - 0.01) < 0.001
    assert abs((world.luck.vanishing[~leaking] > 0).mean() - 0.001) < 0.0002
