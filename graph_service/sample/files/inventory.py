"""Inventory's files: items, sites, the record of stock, empty shelves, deliveries, write-offs and counts."""

from __future__ import annotations

import numpy as np

from graph_service.sample.assortment import SUBCATEGORIES
from graph_service.sample.calendar import DAYS, WEEKDAY
from graph_service.sample.files.identifiers import ITEM_NO, ean
from graph_service.sample.files.orders import order_lines
from graph_service.sample.files.table import Table, days, decimals, pick, whole
from graph_service.sample.shelves import COUNT_AT, COUNT_EVERY, existing
from graph_service.sample.story import Cut, Story
from graph_service.sample.streams import Bools, Floats, Ints

DAILY, TUESDAY = 28, 1
UNITS = ("PCE", "PCK")


def tables(story: Story, cut: Cut) -> list[Table]:
    """All items; everything else of kept stores and days."""
    return [_items(story), _sites(story, cut), _on_hand(story, cut), _outages(story, cut), _deliveries(story, cut),
            _write_offs(story, cut), _counts(story, cut)]


def counted_in_packs(story: Story) -> Bools:
    """Drinks count in packs, per product."""
    drinks = np.array([subcategory.department == "Drinks" for subcategory in SUBCATEGORIES])
    return np.asarray(drinks[story.world.catalogue.subcategory])


def _items(story: Story) -> Table:
    goods, packs = story.world.catalogue, counted_in_packs(story)
    return Table(path="inventory/items.csv", key=("item_no",), columns={
        "item_no": list(ITEM_NO),
        "description": [f"{name} {case}er" for name, case in zip(goods.name, goods.case, strict=True)],
        "ean_ref": list(ean(goods)),
        "unit": pick(UNITS, packs.astype(np.int64)),
        "pieces_per_pack": whole(goods.case),
    })


def _sites(story: Story, cut: Cut) -> Table:
    stores = [story.world.stores[index] for index in cut.stores]
    return Table(path="inventory/sites.csv", key=("site",), columns={
        "site": [store.site for store in stores],
        "store_no": [str(store.number) for store in stores],
    })


def _where(story: Story, cut: Cut, wanted: Bools) -> tuple[Ints, Ints, dict[str, list[str]]]:
    """Pair and day of each kept row by day, and the three key columns."""
    day, pair = np.nonzero((wanted[:, :DAYS] & cut.pairs[:, None]).T)
    kept = day >= cut.first
    day, pair = day[kept], pair[kept]
    ranging = story.world.ranging
    return pair, day, {
        "site": pick([store.site for store in story.world.stores], ranging.store[pair]),
        "item_no": pick(ITEM_NO, ranging.product[pair]),
        "day": days(day),
    }


KEY = ("site", "item_no", "day")


def _on_hand(story: Story, cut: Cut) -> Table:
    """The record at close, in the item's own unit: daily for the last 28 days, before that on Tuesdays."""
    reported = (WEEKDAY == TUESDAY) | (np.arange(len(WEEKDAY)) >= DAYS - DAILY)
    pair, day, columns = _where(story, cut, existing(story.world) & reported)
    product = story.world.ranging.product[pair]
    pieces: Floats = story.history.record[pair, day] / np.where(
        counted_in_packs(story)[product], story.world.catalogue.case[product], 1
    )
    return Table(path="inventory/on_hand.csv", key=KEY, columns={**columns, "on_hand": decimals(pieces, 4, trim=True)})


def _outages(story: Story, cut: Cut) -> Table:
    """Empty shelves that the record knows of; the hour is rounded up, so only a shelf empty all day says 8.00."""
    pair, day, columns = _where(story, cut, ~np.isnan(story.history.emptied))
    hours = decimals(np.ceil(story.history.emptied[pair, day] * 100) / 100, 2)
    return Table(path="inventory/outages.csv", key=KEY, columns={**columns, "empty_from": hours})


def _deliveries(story: Story, cut: Cut) -> Table:
    lines = order_lines(story, cut)
    arrived = lines.received & (lines.shipped > 0)
    order = np.lexsort((lines.pair[arrived], lines.arrival[arrived]))
    pair, arrival = lines.pair[arrived][order], lines.arrival[arrived][order]
    ranging = story.world.ranging
    po, product = pick(lines.po, np.flatnonzero(arrived)[order]), ranging.product[pair].tolist()
    return Table(path="inventory/deliveries.csv", key=("delivery_id",), columns={
        "delivery_id": [f"D{number[2:]}{index:03d}" for number, index in zip(po, product, strict=True)],
        "site": pick([store.site for store in story.world.stores], ranging.store[pair]),
        "item_no": pick(ITEM_NO, ranging.product[pair]),
        "arrived_on": days(arrival),
        "packs": whole(lines.shipped[arrived][order]),
        "po": po,
    })


def _write_offs(story: Story, cut: Cut) -> Table:
    expired, delisted = story.history.expired, story.history.delisted
    pair, day, columns = _where(story, cut, (expired > 0) | (delisted > 0))
    reasons = pick(("expired", "delisted"), (delisted[pair, day] > 0).astype(np.int64))
    pieces = whole(expired[pair, day] + delisted[pair, day])
    return Table(path="inventory/write_offs.csv", key=KEY, columns={**columns, "pieces": pieces, "reason": reasons})


def _counts(story: Story, cut: Cut) -> Table:
    """Every 91 days all shelves are counted and the record is set right."""
    counting = np.arange(len(WEEKDAY)) % COUNT_EVERY == COUNT_AT
    pair, day, columns = _where(story, cut, existing(story.world) & counting)
    counted, before = story.history.record[pair, day], story.history.counted_before[pair, day]
    return Table(path="inventory/counts.csv", key=KEY,
                 columns={**columns, "counted": whole(counted), "booked_before": whole(before)})
