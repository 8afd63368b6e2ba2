"""Promotions: weekly offers, what they do to a product, its neighbours, its complements and the week after."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph_service.sample.assortment import SUBCATEGORIES, SUBCATEGORY
from graph_service.sample.calendar import WEEKS
from graph_service.sample.catalogue import PRODUCTS, Catalogue
from graph_service.sample.streams import Bools, Floats, Ints, Streams
from graph_service.sample.weather import REGIONS

DISCOUNTS = np.array([0.15, 0.20, 0.25, 0.30, 0.35])
SHARES = (0.2, 0.25, 0.25, 0.2, 0.1)
NATIONAL = 5 / 8
ALL_REGIONS = -1
PAUSE_WEEKS = 2
HALO = (
    ("Barbecue Meat", "Burger Buns", 0.29),
    ("Barbecue Meat", "Barbecue Sauce", 0.40),
    ("Barbecue Meat", "Charcoal", 0.40),
    ("Pasta", "Pasta Sauce", 0.46),
    ("Ice Cream", "Biscuits", 0.14),
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Promotions:
    """One value per offer, ordered by week; a week runs Monday to Saturday."""

    product: Ints
    week: Ints
    region: Ints
    discount: Floats
    display: Bools

    def __len__(self) -> int:
        return len(self.product)

    def by_week(self) -> Ints:
        """The offer's number, product by week by region; -1 where there is none."""
        number = np.full((PRODUCTS, WEEKS, len(REGIONS)), -1)
        for region in range(len(REGIONS)):
            mine = np.flatnonzero((self.region == ALL_REGIONS) | (self.region == region))
            number[self.product[mine], self.week[mine], region] = mine
        return number


def draw(streams: Streams, catalogue: Catalogue) -> Promotions:
    """The offers of a seed; a product rests two weeks after an offer, and only active, ranged products are offered."""
    rng = streams.of("promotions")
    chance = 0.06 * np.clip(catalogue.popularity**0.35, 0.5, 1.6)
    shape = (WEEKS, PRODUCTS)
    wanted = rng.random(shape) < chance
    discount = DISCOUNTS[rng.choice(len(DISCOUNTS), shape, p=SHARES)]
    display = rng.random(shape) < 0.5
    region = np.where(rng.random(shape) < NATIONAL, ALL_REGIONS, rng.integers(0, len(REGIONS), shape))
    active = _active_weeks(catalogue)
    last = np.full(PRODUCTS, -99)
    for week in range(WEEKS):
        wanted[week] &= active[week] & (week - last > PAUSE_WEEKS)
        last[wanted[week]] = week
    weeks, product = np.nonzero(wanted)
    return Promotions(product=product, week=weeks, region=region[weeks, product], discount=discount[weeks, product],
                      display=display[weeks, product])


def _active_weeks(catalogue: Catalogue) -> Bools:
    monday = 7 * np.arange(WEEKS)[:, None]
    active = (catalogue.launched <= monday) & (catalogue.delisted > monday + 5) & ~catalogue.never_ranged
    return np.asarray(active)


def effects(promotions: Promotions, catalogue: Catalogue) -> Floats:
    """Log effect on demand, product by week by region, for Monday to Saturday."""
    number = promotions.by_week()
    on = number >= 0
    discount = np.where(on, promotions.discount[number], 0.0)
    display = np.where(on, promotions.display[number], False)
    elasticity = catalogue.elasticity[:, None, None]
    effect = np.where(on, -elasticity * np.log1p(-discount) + 0.40 * display, 0.0)
    strength = discount / 0.25 * (1 + 0.5 * display)
    effect -= _from_siblings(strength, catalogue)
    effect += _from_complements(strength, catalogue)
    after = np.zeros_like(on)
    after[:, 1:] = on[:, :-1]
    return np.asarray(effect - 0.14 * (after & ~catalogue.perishable[:, None, None]))


def _weighted(strength: Floats, catalogue: Catalogue) -> tuple[Floats, Floats]:
    """Popularity times strength, summed by subcategory; popularity summed by subcategory."""
    weight = np.zeros((len(SUBCATEGORIES), *strength.shape[1:]))
    np.add.at(weight, catalogue.subcategory, catalogue.popularity[:, None, None] * strength)
    whole = np.bincount(catalogue.subcategory, catalogue.popularity).astype(np.float64)
    return weight, whole[:, None, None]


def _from_siblings(strength: Floats, catalogue: Catalogue) -> Floats:
    weight, whole = _weighted(strength, catalogue)
    others = weight[catalogue.subcategory] - catalogue.popularity[:, None, None] * strength
    return np.asarray(np.minimum(0.63 * np.maximum(others, 0) / whole[catalogue.subcategory], 0.40))


def _from_complements(strength: Floats, catalogue: Catalogue) -> Floats:
    weight, whole = _weighted(strength, catalogue)
    gain = np.zeros_like(weight)
    for offered, helped, coefficient in HALO:
        source = SUBCATEGORY[offered]
        gain[SUBCATEGORY[helped]] += coefficient * np.minimum(weight[source] / whole[source], 1)
    return np.asarray(gain[catalogue.subcategory])
