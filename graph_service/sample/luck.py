"""Luck: every draw that stock meets, for all days whether used or not, so that every ordering policy has the same."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph_service.sample.assortment import SUPPLIERS
from graph_service.sample.calendar import HORIZON, WEEKS
from graph_service.sample.catalogue import PRODUCTS
from graph_service.sample.stores import Ranging, Store
from graph_service.sample.streams import Bools, Floats, Ints, Streams

LATE, SHORT = 0.12, 0.03
BADLY_LATE, BADLY_SHORT = 0.42, 0.38
LOSS, HEAVY_LOSS = 0.001, 0.01


@dataclass(frozen=True, kw_only=True, eq=False)
class Luck:
    """Store by supplier by week: days late, and short or not. Pair by day: draws of substitution, loss, emptying."""

    delay: Ints
    short: Bools
    recapture: Floats
    vanishing: Ints
    emptying: Floats


def draw(streams: Streams, stores: tuple[Store, ...], ranging: Ranging) -> Luck:
    """All of a seed's luck."""
    supply = [_supply(streams.of("supply", store.number), store) for store in stores]
    products = [ranging.product[ranging.store == index] for index in range(len(stores))]
    recapture = [
        streams.of("recapture", store.number).random((PRODUCTS, HORIZON))[product]
        for store, product in zip(stores, products, strict=True)
    ]
    vanishing = [
        _vanishing(streams.of("shrinkage", store.number), store)[product]
        for store, product in zip(stores, products, strict=True)
    ]
    return Luck(
        delay=np.array([delay for delay, _ in supply]), short=np.array([short for _, short in supply]),
        recapture=np.concatenate(recapture), vanishing=np.concatenate(vanishing),
        emptying=streams.of("outages").standard_normal((len(ranging), 2, HORIZON)),
    )


def _supply(rng: np.random.Generator, store: Store) -> tuple[Ints, Bools]:
    shape = (len(SUPPLIERS), WEEKS)
    late = rng.random(shape) < (BADLY_LATE if store.badly_served else LATE)
    delay = np.where(late, rng.integers(1, 4, shape), 0)
    return delay, rng.random(shape) < (BADLY_SHORT if store.badly_served else SHORT)


def _vanishing(rng: np.random.Generator, store: Store) -> Ints:
    shape = (PRODUCTS, HORIZON)
    lost = rng.random(shape) < (HEAVY_LOSS if store.loses_stock else LOSS)
    return np.where(lost, rng.integers(1, 4, shape), 0)
