"""Baskets: deals the pieces sold by store and day into lines and baskets, with hours, cards, offers and returns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from graph_service.sample.assortment import SUBCATEGORIES
from graph_service.sample.calendar import DAYS, SUNDAY, WEEK, WEEKDAY
from graph_service.sample.people import Customer
from graph_service.sample.streams import Bools, Floats, Ints
from graph_service.sample.weather import REGIONS
from graph_service.sample.world import World

LINES_PER_BASKET = 3.2
PIECES_PER_LINE, PIECES_PER_BULK_LINE = 2.8, 4.0
CARD_SHARE, RETURN_SHARE, RETURN_WITHIN = 0.45, 0.006, 14
OPENS, OPEN_SECONDS, DAY_SECONDS = 8 * 3600, 12 * 3600, 24 * 3600
PAYMENTS = ("card", "cash", "mobile")
PAYMENT_SHARES = (0.55, 0.33, 0.12)
KINDS = ("sale", "return")
NO_CARD = 0


@dataclass(frozen=True, kw_only=True, eq=False)
class Heads:
    """One value per basket; `customer` is a customer's number or 0."""

    day: Ints
    second: Ints
    customer: Ints
    payment: Ints
    kind: Ints


@dataclass(frozen=True, kw_only=True, eq=False)
class Lines:
    """One value per line; `basket` is an index into the heads, `offer` into the promotions or -1."""

    basket: Ints
    product: Ints
    quantity: Ints
    offer: Ints


@dataclass(frozen=True, kw_only=True, eq=False)
class Baskets:
    """One store's baskets in the order of time and their lines in the order of the baskets."""

    heads: Heads
    lines: Lines
    line_no: Ints


Part = TypeVar("Part", Heads, Lines)


def _joined(first: Part, second: Part) -> Part:
    return type(first)(**{name: np.concatenate([value, vars(second)[name]]) for name, value in vars(first).items()})


def _picked(part: Part, rows: Ints) -> Part:
    return type(part)(**{name: value[rows] for name, value in vars(part).items()})


def deal(world: World, sold: Ints, emptied: Floats, customers: tuple[Customer, ...]) -> tuple[Baskets, ...]:
    """The baskets of every store; their pieces add up to what was sold, none after the shelf emptied (pair by day)."""
    rng = world.streams.of("lines")
    offers = world.promotions.by_week()
    bulky = np.array([s.department == "Drinks" or s.name == "Ice Cream" for s in SUBCATEGORIES])
    chance = np.where(bulky, 1 / PIECES_PER_BULK_LINE, 1 / PIECES_PER_LINE)[world.catalogue.subcategory]
    found = []
    for index, store in enumerate(world.stores):
        mine = np.flatnonzero(world.ranging.store == index)
        day, pair, quantity = _lines(rng, sold[mine, :DAYS], chance[world.ranging.product[mine]])
        closing = np.nan_to_num(emptied[mine[pair], day] * 3600, nan=OPENS + OPEN_SECONDS).astype(np.int64)
        basket, day, product, quantity, second = _into_baskets(
            rng, day, world.ranging.product[mine[pair]], quantity, closing
        )
        offer = np.where(WEEKDAY[day] == SUNDAY, -1, offers[product, WEEK[day], REGIONS.index(store.city.region)])
        lines = Lines(basket=basket, product=product, quantity=quantity, offer=offer)
        _, first = np.unique(basket, return_index=True)
        heads = _heads(rng, day[first], second, [customer for customer in customers if customer.store == index])
        returned = _returned(rng, heads, lines, world.next_open[index])
        found.append(_in_order(_joined(heads, returned[0]), _joined(lines, returned[1])))
    return tuple(found)


def _lines(rng: np.random.Generator, sold: Ints, chance: Floats) -> tuple[Ints, Ints, Ints]:
    """Day, pair and quantity of each line: at least one per product and day, the other pieces dealt at random."""
    day, pair = np.nonzero(sold.T)
    pieces = sold[pair, day]
    lines = np.maximum(rng.binomial(pieces, chance[pair]), 1)
    source = np.repeat(np.arange(len(pieces)), lines)
    more = np.repeat(np.arange(len(pieces)), pieces - lines)
    dealt = (np.cumsum(lines) - lines)[more] + (rng.random(len(more)) * lines[more]).astype(np.int64)
    return day[source], pair[source], 1 + np.bincount(dealt, minlength=len(source))


def _into_baskets(rng: np.random.Generator, day: Ints, product: Ints, quantity: Ints,
                  closing: Ints) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """Each line into one of the day's baskets so far; the same product twice in a basket becomes one line.

    Returns basket, day, product and quantity of each line, and the second of each basket. If no basket is early enough
    for a line, the day's first one comes earlier.
    """
    baskets = np.maximum(np.round(np.bincount(day, minlength=DAYS) / LINES_PER_BASKET), 1).astype(np.int64)
    first = np.cumsum(baskets) - baskets
    moment = np.sort(np.repeat(np.arange(DAYS), baskets) * DAY_SECONDS + _seconds(rng, int(baskets.sum())))
    earlier = np.searchsorted(moment, day * DAY_SECONDS + closing, side="right") - first[day]
    number = first[day] + (rng.random(len(day)) * np.maximum(earlier, 1)).astype(np.int64)
    none = earlier == 0
    np.minimum.at(moment, first[day[none]], day[none] * DAY_SECONDS + closing[none])
    key, place, back = np.unique(number * 1000 + product, return_index=True, return_inverse=True)
    merged = np.bincount(back, quantity).astype(np.int64)
    used, basket = np.unique(key // 1000, return_inverse=True)
    return basket, day[place], key % 1000, merged, moment[used] % DAY_SECONDS


def _cards(rng: np.random.Generator, day: Ints, members: list[Customer]) -> Ints:
    """The customer of each basket who holds a card by that day, or none."""
    members = sorted(members, key=lambda customer: customer.joined)
    weight = np.cumsum([customer.activity for customer in members])
    holders = np.searchsorted([customer.joined for customer in members], day, side="right")
    draw, shows = rng.random(len(day)), rng.random(len(day)) < CARD_SHARE
    has: Bools = shows & (holders > 0)
    chosen = np.searchsorted(weight, draw * weight[np.maximum(holders, 1) - 1], side="right")
    numbers = np.array([customer.number for customer in members])
    return np.where(has, numbers[np.minimum(chosen, np.maximum(holders, 1) - 1)], NO_CARD)


def _heads(rng: np.random.Generator, day: Ints, second: Ints, members: list[Customer]) -> Heads:
    shares = np.cumsum(PAYMENT_SHARES)
    return Heads(
        day=day, second=second, customer=_cards(rng, day, members),
        payment=np.minimum(np.searchsorted(shares, rng.random(len(day)), side="right"), len(PAYMENTS) - 1),
        kind=np.full(len(day), KINDS.index("sale")),
    )


def _seconds(rng: np.random.Generator, count: int) -> Ints:
    """Second of the day: 8 o'clock + 12 hours x Beta(2.2, 1.8)."""
    return OPENS + np.minimum(rng.beta(2.2, 1.8, count) * OPEN_SECONDS, OPEN_SECONDS - 1).astype(np.int64)


def _returned(rng: np.random.Generator, heads: Heads, lines: Lines, next_open: Ints) -> tuple[Heads, Lines]:
    """A few lines come back within two weeks, each as a basket of its own with a negative quantity."""
    chosen = np.flatnonzero(rng.random(len(lines.basket)) < RETURN_SHARE)
    basket = lines.basket[chosen]
    day = next_open[heads.day[basket] + rng.integers(1, RETURN_WITHIN + 1, len(chosen))]
    pieces = 1 + (rng.random(len(chosen)) * lines.quantity[chosen]).astype(np.int64)
    second = _seconds(rng, len(chosen))
    back = day < DAYS
    chosen, basket = chosen[back], basket[back]
    returns = Heads(day=day[back], second=second[back], customer=heads.customer[basket],
                    payment=heads.payment[basket], kind=np.full(len(chosen), KINDS.index("return")))
    return returns, Lines(basket=len(heads.day) + np.arange(len(chosen)), product=lines.product[chosen],
                          quantity=-pieces[back], offer=lines.offer[chosen])


def _in_order(heads: Heads, lines: Lines) -> Baskets:
    """Baskets by time, lines by basket and numbered within it."""
    order = np.lexsort((heads.second, heads.day))
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    basket = place[lines.basket]
    by_basket = np.argsort(basket, kind="stable")
    basket = basket[by_basket]
    first = np.searchsorted(basket, basket)
    return Baskets(heads=_picked(heads, order), lines=_picked(replace(lines, basket=place[lines.basket]), by_basket),
                   line_no=np.arange(len(basket)) - first + 1)
