"""The stores' files: stores, which products they range, when they are closed."""

from __future__ import annotations

import numpy as np

from graph_service.sample.calendar import FIRST, holidays
from graph_service.sample.files.table import Table, pick, whole
from graph_service.sample.story import Cut, Story


def tables(story: Story, cut: Cut) -> list[Table]:
    """Kept stores only."""
    return [_stores(story, cut), _ranging(story, cut), _closures(story, cut)]


def _stores(story: Story, cut: Cut) -> Table:
    stores = [story.world.stores[index] for index in cut.stores]
    return Table(path="stores/stores.csv", key=("store_no",), columns={
        "store_no": [str(store.number) for store in stores],
        "till_code": [store.till_code for store in stores],
        "gln": [store.gln for store in stores],
        "name": [store.name for store in stores],
        "size": [store.size for store in stores],
        "floor_m2": [str(store.floor_m2) for store in stores],
        "city": [store.city.name for store in stores],
        "state": [store.city.state for store in stores],
        "region": [store.city.region for store in stores],
        "opened_on": [store.opened_on.isoformat() for store in stores],
    })


def _ranging(story: Story, cut: Cut) -> Table:
    world = story.world
    capacity = world.capacity[cut.pairs]
    facings = np.clip(np.round(np.sqrt(capacity) / 2), 1, 12).astype(np.int64)
    return Table(path="stores/ranging.csv", key=("store_no", "gtin"), columns={
        "store_no": pick([str(store.number) for store in world.stores], world.ranging.store[cut.pairs]),
        "gtin": pick(world.catalogue.gtin, world.ranging.product[cut.pairs]),
        "shelf_capacity": whole(capacity),
        "facings": whole(facings),
    })


def _closures(story: Story, cut: Cut) -> Table:
    """Known in advance, so those after today are listed too."""
    stores = [story.world.stores[index] for index in cut.stores]
    rows = [
        (str(store.number), day.isoformat(), reason)
        for store in stores
        for day, reason in holidays(store.city.state).items()
        if (day - FIRST).days >= cut.first
    ]
    columns = [list(column) for column in zip(*rows, strict=True)] if rows else [[], [], []]
    names = ("store_no", "day", "reason")
    return Table(path="stores/closures.csv", key=("store_no", "day"), columns=dict(zip(names, columns, strict=True)))
