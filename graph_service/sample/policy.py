"""Policy: how many cases each pair orders on a Wednesday; the incumbent rule that made the history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from graph_service.sample.assortment import SUPPLIERS
from graph_service.sample.streams import Bools, Floats, Ints
from graph_service.sample.world import World

COVER, COVER_PERISHABLE = 1.9, 0.9
WINDOW = 28
LAUNCH_AHEAD, LAUNCH_YOUNG = 9, 28
DELIST_AHEAD = 14
ROUND_UP_FROM = 0.2
LAST_PIECES, LAST_NEED = 1, 0.6


@dataclass(frozen=True, kw_only=True, eq=False)
class Known:
    """What an ordering policy may see on the morning of `day`, after the deliveries: pairs (by day before `day`)."""

    day: int
    record: Ints
    on_order: Ints
    sold: Ints
    recorded: Ints
    emptied: Floats


Policy = Callable[[World, Known], Ints]


def incumbent(world: World, known: Known) -> Ints:
    """Four-week mean of sales plus cover; knows no weather, offers, talk or empty shelves. Cases per pair."""
    week = _weekly_sales(world, known)
    lead = world.promised_days / 7
    cover = np.where(world.perishable, COVER_PERISHABLE, COVER)
    target = np.minimum(week * (1 + lead + cover), world.capacity + week * lead)
    position = known.record + known.on_order
    need = (target - position) / world.case
    need = np.where(position <= LAST_PIECES, np.maximum(need, LAST_NEED), need)
    cases = np.maximum(np.ceil(need - ROUND_UP_FROM), 0).astype(np.int64)
    return meet_minimum(world, np.where(orderable(world, known.day), cases, 0), week, known.day)


def orderable(world: World, day: int) -> Bools:
    """Pairs whose product is launched or due within 9 days and not about to be delisted."""
    launched = world.catalogue.launched[world.ranging.product]
    delisted = world.catalogue.delisted[world.ranging.product]
    return np.asarray((launched <= day + LAUNCH_AHEAD) & (delisted > day + DELIST_AHEAD))


def _weekly_sales(world: World, known: Known) -> Floats:
    """Mean weekly sales of 28 days; at first blended with the true mean, a launch at least one case."""
    recent = known.sold[:, max(0, known.day - WINDOW) : known.day]
    sales = recent.sum(1) / WINDOW * 7
    missing = 1 - recent.shape[1] / WINDOW
    launched = world.catalogue.launched[world.ranging.product]
    started = np.where(launched <= 0, world.mean_week, 0.0)
    young = (launched > 0) & (launched <= known.day + LAUNCH_AHEAD) & (known.day < launched + LAUNCH_YOUNG)
    week = sales + missing * started
    return np.asarray(np.where(young, np.maximum(week, world.case), week))


def meet_minimum(world: World, cases: Ints, speed: Floats, day: int) -> Ints:
    """Below half of a supplier's minimum the order waits, else it is topped up with the fastest movers."""
    suppliers = len(SUPPLIERS)
    group = world.ranging.store * suppliers + world.supplier
    total = np.bincount(group, cases, minlength=suppliers * len(world.stores)).astype(np.int64)
    minimum = np.tile([supplier.minimum_packs for supplier in SUPPLIERS], len(world.stores))
    cases = np.where((total < minimum / 2)[group], 0, cases)
    may = orderable(world, day)
    for short in np.flatnonzero((total >= minimum / 2) & (total < minimum)):
        members = np.flatnonzero((group == short) & may)
        fastest = members[np.argsort(-speed[members], kind="stable")]
        extra = np.resize(fastest, minimum[short] - total[short])
        np.add.at(cases, extra, 1)
    return cases
