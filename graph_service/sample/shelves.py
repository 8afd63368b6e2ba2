"""Shelves: every pair's stock from day to day, its batches by remaining life, its record and what is due."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, fields

import numpy as np

from graph_service.sample.calendar import HORIZON
from graph_service.sample.streams import Bools, Floats, Ints
from graph_service.sample.world import World

OPENING_WEEKS = 1.8
COUNT_EVERY, COUNT_AT = 91, 45
WEEK_DAYS = 7


@dataclass(kw_only=True, eq=False)
class Shelves:
    """The state before opening of `day`. `batches` holds perishable pairs only, by days left after the current one."""

    day: int
    stock: Ints
    record: Ints
    batches: Ints
    due: Ints
    arriving: Ints
    on_order: Ints
    history: History

    def copy(self) -> Shelves:
        """An independent copy, so that several policies can start from the same shelves."""
        return deepcopy(self)


@dataclass(kw_only=True, eq=False)
class History:
    """What happened, pair by day (orders: pair by week).

    `missed` is the first choice that went unserved, `switched` the sales to those who had wanted another product.
    """

    sold: Ints
    missed: Ints
    switched: Ints
    stock: Ints
    record: Ints
    expired: Ints
    delisted: Ints
    vanished: Ints
    delivered: Ints
    emptied: Floats
    counted_before: Ints
    ordered: Ints
    shipped: Ints
    arrival: Ints

    @classmethod
    def empty(cls, pairs: int, weeks: int) -> History:
        """Nothing yet: zeros, and NaN for shelves that never emptied."""
        by_day = {field.name: np.zeros((pairs, HORIZON), dtype=np.int64) for field in fields(cls)}
        by_week = {name: np.zeros((pairs, weeks), dtype=np.int64) for name in ("ordered", "shipped", "arrival")}
        return cls(**{**by_day, **by_week, "emptied": np.full((pairs, HORIZON), np.nan)})


def opened(world: World) -> Shelves:
    """The shelves on the first morning: 1.8 mean weeks in whole cases of what is sold by then."""
    pairs, case = len(world.ranging), world.case
    weeks = world.luck.delay.shape[2]
    sold = world.catalogue.launched[world.ranging.product] <= 0
    stock = np.where(sold, np.ceil(OPENING_WEEKS * world.mean_week / case).astype(np.int64) * case, 0)
    life = world.catalogue.shelf_life[world.ranging.product]
    batches = np.zeros((int(world.perishable.sum()), int(life.max())), dtype=np.int64)
    batches[np.arange(len(batches)), life[world.perishable] - 1] = stock[world.perishable]
    pipeline = np.zeros((pairs, HORIZON + 1), dtype=np.int64)
    return Shelves(day=0, stock=stock, record=stock.copy(), batches=batches, due=pipeline, arriving=pipeline.copy(),
                   on_order=np.zeros(pairs, dtype=np.int64), history=History.empty(pairs, weeks))


def receive(shelves: Shelves, world: World) -> None:
    """Put today's deliveries on the shelves; a delisted product's go straight out again."""
    arrived = shelves.arriving[:, shelves.day]
    shelves.on_order -= shelves.due[:, shelves.day]
    shelves.history.delivered[:, shelves.day] = arrived
    shelves.stock += arrived
    shelves.record += arrived
    life = world.catalogue.shelf_life[world.ranging.product][world.perishable]
    shelves.batches[np.arange(len(life)), life - 1] += arrived[world.perishable]


def clear_delisted(shelves: Shelves, world: World) -> None:
    """Write off what is left of delisted products."""
    gone = (world.catalogue.delisted[world.ranging.product] <= shelves.day) & (shelves.stock > 0)
    if gone.any():
        shelves.history.delisted[gone, shelves.day] = shelves.stock[gone]
        shelves.record[gone] -= shelves.stock[gone]
        shelves.stock[gone] = 0
        shelves.batches[gone[world.perishable]] = 0


def order(shelves: Shelves, world: World, cases: Ints) -> None:
    """Send the orders of the day; luck decides what is shipped and when it arrives."""
    week, store, supplier = shelves.day // WEEK_DAYS, world.ranging.store, world.supplier
    short = world.luck.short[store, supplier, week]
    shipped = np.where(short, np.floor(0.7 * cases).astype(np.int64), cases)
    wished = shelves.day + world.promised_days + world.luck.delay[store, supplier, week]
    arrival = world.next_open[store, np.minimum(wished, HORIZON - 1)]
    pairs = np.flatnonzero(cases)
    shelves.due[pairs, arrival[pairs]] += (cases * world.case)[pairs]
    shelves.arriving[pairs, arrival[pairs]] += (shipped * world.case)[pairs]
    shelves.on_order += cases * world.case
    history = shelves.history
    history.ordered[:, week], history.shipped[:, week], history.arrival[:, week] = cases, shipped, arrival


def sell(shelves: Shelves, world: World) -> None:
    """Serve first choices, let some of the unserved take another product, note when shelves emptied."""
    day, stock = shelves.day, shelves.stock.copy()
    wanted = world.demand.first_choice[:, day]
    served = np.minimum(wanted, stock)
    missed = wanted - served
    looking = np.floor(0.35 * missed + world.luck.recapture[:, day]) * (missed > 0)
    switched, inflow = _substitute(world, world.demand.selling[:, day], looking, stock - served)
    sold = served + switched
    history = shelves.history
    history.sold[:, day], history.missed[:, day], history.switched[:, day] = sold, missed, switched
    shelves.stock -= sold
    shelves.record -= sold
    _take(shelves, world, sold)
    empty = world.demand.selling[:, day] & (shelves.stock == 0) & (shelves.record == 0)
    hours = _emptied_at(world.luck.emptying[:, :, day], sold, wanted + inflow)
    history.emptied[empty, day] = np.where(stock > 0, hours, 8.0)[empty]


def _substitute(world: World, selling: Bools, looking: Floats, left: Ints) -> tuple[Ints, Ints]:
    """Pieces each pair sells to those who wanted another of the subcategory, and how many asked for it."""
    group = world.ranging.group
    weight = world.catalogue.popularity[world.ranging.product] * ((left > 0) & selling)
    seekers = np.bincount(group, looking)
    whole = np.bincount(group, weight)
    share = np.divide(weight, whole[group], out=np.zeros_like(weight), where=whole[group] > 0)
    asked = np.round(seekers[group] * share).astype(np.int64)
    return np.minimum(asked, left), asked


def _emptied_at(normal: Floats, sold: Ints, asked: Ints) -> Floats:
    """8 + 12 Beta(sold, asked - sold + 1) from two gamma draws by Wilson and Hilferty's cube of a normal."""
    a, b = np.maximum(sold, 1).astype(np.float64), np.maximum(asked - sold, 0) + 1.0
    first = a * np.maximum(1 - 1 / (9 * a) + normal[:, 0] / (3 * np.sqrt(a)), 0.01) ** 3
    second = b * np.maximum(1 - 1 / (9 * b) + normal[:, 1] / (3 * np.sqrt(b)), 0.01) ** 3
    return np.asarray(8 + 12 * first / (first + second))


def _take(shelves: Shelves, world: World, pieces: Ints) -> None:
    """First in, first out."""
    batches = shelves.batches
    before = np.cumsum(batches, axis=1) - batches
    batches -= np.clip(pieces[world.perishable][:, None] - before, 0, batches)


def shrink(shelves: Shelves, world: World) -> None:
    """Pieces vanish; the record does not know."""
    open_today = world.open[world.ranging.store, shelves.day]
    lost = np.minimum(world.luck.vanishing[:, shelves.day], shelves.stock) * open_today
    shelves.history.vanished[:, shelves.day] = lost
    shelves.stock -= lost
    _take(shelves, world, lost)


def expire(shelves: Shelves, world: World) -> None:
    """Throw away what has reached the end of its last day; everything else is a day older."""
    expired = shelves.batches[:, 0].copy()
    shelves.history.expired[world.perishable, shelves.day] = expired
    shelves.stock[world.perishable] -= expired
    shelves.record[world.perishable] -= expired
    shelves.batches[:, :-1] = shelves.batches[:, 1:]
    shelves.batches[:, -1] = 0


def close(shelves: Shelves) -> None:
    """Count if it is the day, then write the record."""
    history, day = shelves.history, shelves.day
    if day % COUNT_EVERY == COUNT_AT:
        history.counted_before[:, day] = shelves.record
        shelves.record = shelves.stock.copy()
    history.stock[:, day], history.record[:, day] = shelves.stock, shelves.record
    shelves.day += 1


def existing(world: World) -> Bools:
    """Pair by day: products with stock or about to have it, until they are delisted."""
    days = np.arange(HORIZON)
    product = world.ranging.product
    launched, delisted = world.catalogue.launched[product], world.catalogue.delisted[product]
    return np.asarray((days >= launched[:, None] - 7) & (days < delisted[:, None]))
