"""Simulation: the shelves of all stores day by day under an ordering policy; every policy meets the same luck.

A day: deliveries, delisting, (Wednesday) order, sales and substitution, shrinkage, expiry, count and record.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from graph_service.sample import shelves as shelves_
from graph_service.sample.calendar import HORIZON, WEDNESDAY, WEEKDAY
from graph_service.sample.policy import Known, Policy, incumbent
from graph_service.sample.shelves import Shelves
from graph_service.sample.streams import Ints
from graph_service.sample.world import World

Number = TypeVar("Number", bound=np.generic)


def simulate(world: World, policy: Policy, start: int, stop: int, *, opening: Shelves | None = None,
             watch: Callable[[int], None] = lambda day: None) -> Shelves:
    """The shelves after days `start` to `stop` - 1 under a policy, with everything that happened in `history`.

    Without `opening` the incumbent leads up to `start`; with it, its day must be `start` and it is left unchanged, so
    several policies can begin from the same shelves. `watch` is told each day that is done.
    """
    if not 0 <= start <= stop <= HORIZON:
        raise ValueError(f"0 <= start <= stop <= {HORIZON} expected, got start {start}, stop {stop}")
    if opening is not None and opening.day != start:
        raise ValueError(f"the opening shelves are of day {opening.day}, not of day {start}")
    now = shelves_.opened(world) if opening is None else opening.copy()
    while now.day < stop:
        _day(world, now, policy if now.day >= start else incumbent)
        watch(now.day)
    return now


def _day(world: World, now: Shelves, policy: Policy) -> None:
    shelves_.receive(now, world)
    shelves_.clear_delisted(now, world)
    if WEEKDAY[now.day] == WEDNESDAY:
        shelves_.order(now, world, _whole(policy(world, known(now))))
    shelves_.sell(now, world)
    shelves_.shrink(now, world)
    shelves_.expire(now, world)
    shelves_.close(now)


def known(now: Shelves) -> Known:
    """What a policy sees on the morning of the day: copies, so it can change nothing."""
    past = slice(0, now.day)
    history = now.history
    return Known(day=now.day, record=now.record.copy(), on_order=now.on_order.copy(), sold=_view(history.sold[:, past]),
                 recorded=_view(history.record[:, past]), emptied=_view(history.emptied[:, past]))


def _view(past: NDArray[Number]) -> NDArray[Number]:
    view = past.view()
    view.flags.writeable = False
    return view


def _whole(cases: Ints) -> Ints:
    if (cases < 0).any():
        raise ValueError("a policy ordered fewer than no cases")
    return cases.astype(np.int64)
