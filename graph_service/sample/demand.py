"""Demand: what customers would buy, pair by day, as a product of level, weekday, season, weather, offers, buzz, drift.

    expected = exp(L) on open days while the product is sold;  first choice ~ Poisson(expected x Gamma(k, 1/k))
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph_service.sample.assortment import SUBCATEGORIES
from graph_service.sample.calendar import (
    DAY_OF_YEAR,
    HORIZON,
    SUNDAY,
    WEEK,
    WEEKDAY,
    WEEKS,
    Opening,
    advent,
    days_to_easter,
)
from graph_service.sample.catalogue import PRODUCTS, Catalogue
from graph_service.sample.stores import Ranging, Store
from graph_service.sample.streams import Bools, Floats, Ints, Streams
from graph_service.sample.weather import CITIES, REGIONS

BASE = 0.80
WEEKDAY_LOG = np.log(
    [
        [0.92, 0.88, 0.92, 1.0, 1.2, 1.18, 1.0],
        [0.8, 0.8, 0.85, 1.0, 1.3, 1.45, 1.0],
        [0.62, 0.62, 0.72, 1.0, 1.5, 1.75, 1.0],
    ]
)
HIGHEST_MOVE = 1.9
DRIFT_RHO, DRIFT_STEP = 0.97, 0.045
FESTIVE = ("Biscuits", "Coffee", "Beer", "Soft Drinks", "Sausages")


@dataclass(frozen=True, kw_only=True, eq=False)
class Demand:
    """Pair by day: pieces expected and wanted first, whether the pair could sell, and the logs that explain it."""

    expected: Floats
    first_choice: Ints
    selling: Bools
    season: Floats
    weather: Floats
    promotion: Floats
    buzz: Floats
    drift: Floats

    @property
    def mean_week(self) -> Floats:
        """Mean weekly pieces of each pair while its product is sold."""
        days = self.selling.any(axis=1)
        return np.where(days, 7 * self.expected.sum(1) / np.maximum(_span(self.selling), 1), 0.0)


def _span(selling: Bools) -> Ints:
    first = selling.argmax(1)
    last = selling.shape[1] - selling[:, ::-1].argmax(1)
    return np.asarray(last - first)


def seasonal(catalogue: Catalogue) -> Floats:
    """Yearly swing and the ramps before Easter and Christmas, product by day."""
    table = [(s.amplitude, s.peak) for s in SUBCATEGORIES]
    amplitude, peak = np.array(table)[catalogue.subcategory].T[:, :, None]
    effect = amplitude * np.cos(2 * np.pi * (DAY_OF_YEAR - peak) / 365.25)
    ahead, december = days_to_easter(), advent()
    names = np.array([s.name for s in SUBCATEGORIES])[catalogue.subcategory]
    easter_eggs = 0.75 * (1 - ahead / 24) * ((ahead >= 1) & (ahead <= 16))
    effect[names == "Chocolate"] += easter_eggs + 0.65 * december
    effect[np.isin(names, FESTIVE)] += 0.25 * december
    return np.asarray(effect)


def draw(streams: Streams, stores: tuple[Store, ...], ranging: Ranging, catalogue: Catalogue,
         openings: dict[str, Opening], weather: dict[str, Floats], promotion: Floats,
         buzz: Floats) -> Demand:
    """The demand of all pairs, store by store from the store's own streams."""
    season, trend = seasonal(catalogue), catalogue.trend[:, None] * (np.arange(HORIZON) - 365) / 365.25
    kinds = np.array([s.weekday_kind for s in SUBCATEGORIES])[catalogue.subcategory]
    weather_by_city = np.array([weather[s.weather] for s in SUBCATEGORIES])[catalogue.subcategory]
    promotion_by_day = np.where(WEEKDAY == SUNDAY, 0.0, promotion.transpose(0, 2, 1)[:, :, WEEK])
    level = np.log(BASE) + 0.85 * np.log(catalogue.popularity)
    steady = level[:, None] + WEEKDAY_LOG[kinds][:, WEEKDAY] + trend + season
    parts = []
    for index, store in enumerate(stores):
        product = ranging.product[ranging.store == index]
        moving = (
            weather_by_city[product, CITIES.index(store.city)],
            promotion_by_day[product, REGIONS.index(store.city.region)],
            buzz[product],
        )
        days = openings[store.city.state]
        parts.append(_of_store(streams, store, product, catalogue, days, steady, season, moving))
    return Demand(**{name: np.concatenate([part[name] for part in parts]) for name in parts[0]})


def _of_store(streams: Streams, store: Store, product: Ints, catalogue: Catalogue, days: Opening, steady: Floats,
              season: Floats, moving: tuple[Floats, Floats, Floats]) -> dict[str, Floats]:
    affinity = streams.of("affinity", store.number).normal(0, 0.25, PRODUCTS)[product]
    drift = _drift(streams.of("drift", store.number))[product][:, WEEK]
    rng = streams.of("demand", store.number)
    feast = 0.30 * days.eve + 0.10 * days.morrow
    shared = rng.normal(0, 0.07, HORIZON) + feast + np.log(store.multiplier)
    log = steady[product] + affinity[:, None] + shared + drift + np.minimum(sum(moving), HIGHEST_MOVE)
    selling = days.open & catalogue.active[product]
    expected = np.where(selling, np.exp(log), 0.0)
    k = catalogue.dispersion[product][:, None]
    wanted = rng.poisson(expected * rng.gamma(k, 1 / k, expected.shape))
    weather, promotion, buzz = moving
    return {"expected": expected, "first_choice": wanted, "selling": selling, "season": season[product] + feast,
            "weather": weather, "promotion": promotion, "buzz": buzz, "drift": drift}


def _drift(rng: np.random.Generator) -> Floats:
    """Product by week: an AR(1) that starts from its stationary spread."""
    noise = rng.standard_normal((PRODUCTS, WEEKS)) * DRIFT_STEP
    drift = np.empty_like(noise)
    drift[:, 0] = noise[:, 0] / np.sqrt(1 - DRIFT_RHO**2)
    for week in range(1, WEEKS):
        drift[:, week] = DRIFT_RHO * drift[:, week - 1] + noise[:, week]
    return drift
