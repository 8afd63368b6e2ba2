"""Shelves lose and gain no piece unseen, policies meet the same luck and see only the past."""

from __future__ import annotations

import numpy as np
import pytest

from graph_service.sample import DAYS, Known, World, incumbent, simulate
from graph_service.sample.streams import Ints


def _nothing(world: World, known: Known) -> Ints:
    return np.zeros(len(known.record), dtype=np.int64)


def _plenty(world: World, known: Known) -> Ints:
    short = known.record + known.on_order < 2 * world.mean_week
    return np.where(short, np.ceil(2 * world.mean_week / world.case), 0).astype(np.int64)


@pytest.mark.parametrize("policy", [incumbent, _nothing, _plenty])
def test_no_piece_comes_or_goes_unseen(world: World, policy: object) -> None:
    assert callable(policy)
    days = 300
    shelves = simulate(world, policy, 0, days)
    history, opened = shelves.history, simulate(world, policy, 0, 0)
    flow = history.delivered - history.sold - history.vanished - history.expired - history.delisted
    stock = opened.stock[:, None] + np.cumsum(flow[:, :days], axis=1)
    assert np.array_equal(stock, history.stock[:, :days]) and stock.min() >= 0
    assert np.array_equal(shelves.batches.sum(1), shelves.stock[world.perishable]) and shelves.batches.min() >= 0
    served = world.demand.first_choice[:, :days] - history.missed[:, :days]
    assert np.array_equal(history.sold[:, :days], served + history.switched[:, :days])
    assert (history.missed[:, :days] >= 0).all() and (history.switched[:, :days] >= 0).all()
    assert world.perishable[history.expired.sum(1) > 0].all()


def test_the_record_is_right_but_for_what_vanished_since_the_count(world: World) -> None:
    history = simulate(world, incumbent, 0, DAYS).history
    ghost = history.record - history.stock
    assert ghost.min() == 0 and ghost[:, DAYS - 1].sum() > 0
    for day in range(45, DAYS, 91):
        assert (ghost[:, day] == 0).all()
        assert (ghost[:, day + 30] == history.vanished[:, day + 1 : day + 31].sum(1)).all()
    seen = ~np.isnan(history.emptied)
    assert (history.record[seen] == 0).all() and (history.stock[seen] == 0).all()
    assert ((history.emptied[seen] >= 8) & (history.emptied[seen] < 20)).all()
    assert (history.sold[history.emptied == 8] == 0).all()


def test_empty_shelves_sell_nothing_and_full_ones_nearly_everything(world: World) -> None:
    wanted = world.demand.first_choice[:, 100:200].sum()
    missed = [simulate(world, policy, 0, 200).history.missed[:, 100:200].sum() for policy in (_nothing, _plenty)]
    assert missed[0] / wanted > 0.95 and missed[1] / wanted < 0.12


def test_a_policy_may_begin_later_and_from_the_same_shelves(world: World) -> None:
    opening = simulate(world, incumbent, 0, 100)
    before = opening.stock.copy()
    one = simulate(world, _plenty, 100, 160, opening=opening)
    two = simulate(world, _plenty, 100, 160)
    assert opening.day == 100 and np.array_equal(opening.stock, before)
    assert np.array_equal(one.history.sold, two.history.sold) and np.array_equal(one.stock, two.stock)
    continued, whole = simulate(world, incumbent, 100, 160, opening=opening), simulate(world, incumbent, 0, 160)
    assert np.array_equal(continued.stock, whole.stock)


def test_deliveries_come_as_luck_has_it_whatever_is_ordered(world: World) -> None:
    """Two policies' lines of the same pair and week arrive on the same day and are short together."""
    one, two = (simulate(world, policy, 0, 300).history for policy in (incumbent, _plenty))
    both = (one.ordered > 0) & (two.ordered > 0)
    assert both.sum() > 2000
    assert np.array_equal(one.arrival[both], two.arrival[both])
    assert np.array_equal((one.shipped < one.ordered)[both], (two.shipped < two.ordered)[both])
    lead = (one.arrival - np.arange(one.arrival.shape[1]) * 7 - 2)[one.ordered > 0]
    assert lead.min() == 2 and 9 <= lead.max() <= 13


def test_a_policy_sees_the_past_only_and_can_change_none_of_it(world: World) -> None:
    seen: list[int] = []

    def curious(world: World, known: Known) -> Ints:
        seen.append(known.day)
        assert known.sold.shape[1] == known.recorded.shape[1] == known.emptied.shape[1] == known.day
        with pytest.raises(ValueError, match="read-only"):
            known.sold[...] = 0
        known.record[...] = 0
        return _nothing(world, known)

    shelves = simulate(world, curious, 0, 30)
    assert seen == [2, 9, 16, 23] and shelves.record.sum() > 0


@pytest.mark.parametrize(("start", "stop"), [(-1, 5), (10, 5), (0, 767)])
def test_impossible_days_are_refused(world: World, start: int, stop: int) -> None:
    with pytest.raises(ValueError, match="start"):
        simulate(world, incumbent, start, stop)


def test_impossible_openings_and_orders_are_refused(world: World) -> None:
    with pytest.raises(ValueError, match="day 0, not of day 5"):
        simulate(world, incumbent, 5, 9, opening=simulate(world, incumbent, 0, 0))
    with pytest.raises(ValueError, match="fewer than no cases"):
        simulate(world, lambda world, known: -np.ones(len(known.record), dtype=np.int64), 0, 5)
