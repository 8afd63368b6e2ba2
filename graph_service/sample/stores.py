"""Stores: two per city and scale step, a large or medium one and a small one, and which products each ranges."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from graph_service.sample.catalogue import EVERYWHERE, PRODUCTS, Catalogue, check_digit
from graph_service.sample.streams import Bools, Floats, Ints, Streams
from graph_service.sample.weather import CITIES, City

STEP = 2 * len(CITIES)
LARGE_IN = {"Hamburg", "Berlin", "München"}
MULTIPLIER = {"S": 0.6, "M": 1.1, "L": 1.9}
RANGE = {"S": 30, "M": 52, "L": 76}
FLOOR = {"S": (260, 420), "M": (620, 900), "L": (1250, 1900)}
SHRINKING = (3, 6, 11)
BADLY_SERVED = (6, 8)
SMALL_STORES = (2, 4, 6, 8, 10, 12)
DISTRICTS = {
    "Hamburg": ("Altona", "Eimsbüttel", "Wandsbek", "Bergedorf", "Barmbek", "Harburg"),
    "Bremen": ("Schwachhausen", "Neustadt", "Vegesack", "Walle", "Hemelingen", "Findorff"),
    "Berlin": ("Tempelhof", "Köpenick", "Spandau", "Pankow", "Steglitz", "Lichtenberg"),
    "Leipzig": ("Südvorstadt", "Gohlis", "Plagwitz", "Reudnitz", "Grünau", "Connewitz"),
    "München": ("Schwabing", "Giesing", "Laim", "Pasing", "Sendling", "Bogenhausen"),
    "Stuttgart": ("Vaihingen", "Degerloch", "Feuerbach", "Möhringen", "Weilimdorf", "Zuffenhausen"),
}


@dataclass(frozen=True, kw_only=True)
class Store:
    """One store under all of its names."""

    number: int
    city: City
    size: str
    multiplier: float
    floor_m2: int
    opened_on: date

    @property
    def till_code(self) -> str:
        """What sales calls a store."""
        return f"F{100 + 7 * (self.number - 1)}"

    @property
    def gln(self) -> str:
        """What supply calls a store: an invented GLN of GS1's restricted range."""
        body = f"29{4100000000 + 731 * self.number}"
        return body + check_digit(body)

    @property
    def _nth_in_city(self) -> int:
        return (self.number - 1) // STEP * 2 + (self.number - 1) % 2

    @property
    def site(self) -> str:
        """What inventory calls a store."""
        return f"{self.city.code}-{self._nth_in_city + 1}"

    @property
    def name(self) -> str:
        """City and district, numbered where a city has more stores than districts listed."""
        districts = DISTRICTS[self.city.name]
        again, nth = divmod(self._nth_in_city, len(districts))
        return f"{self.city.name} {districts[nth]}{f' {again + 1}' if again else ''}"

    @property
    def loses_stock(self) -> bool:
        """Shelves from which pieces vanish unrecorded."""
        return (self.number - 1) % STEP + 1 in SHRINKING

    @property
    def badly_served(self) -> bool:
        """The two small stores of Ost, at the end of every delivery round."""
        return (self.number - 1) % STEP + 1 in BADLY_SERVED


@dataclass(frozen=True, kw_only=True, eq=False)
class Ranging:
    """The pairs of store and product, ordered by both; `group` numbers the store's subcategories."""

    store: Ints
    product: Ints
    group: Ints

    def __len__(self) -> int:
        return len(self.store)


def draw(streams: Streams, scale: int) -> tuple[Store, ...]:
    """12 stores per scale step; the first 12 are the same at every scale."""
    rng = streams.of("stores")
    return tuple(
        _store(rng, 1 + step * STEP + 2 * place + small, city, bool(small))
        for step in range(scale)
        for place, city in enumerate(CITIES)
        for small in (0, 1)
    )


def _store(rng: np.random.Generator, number: int, city: City, small: bool) -> Store:
    size = "S" if small else "L" if city.name in LARGE_IN else "M"
    return Store(
        number=number, city=city, size=size, multiplier=MULTIPLIER[size] * float(np.exp(rng.normal(0, 0.1))),
        floor_m2=int(rng.integers(*FLOOR[size])) // 10 * 10,
        opened_on=date(1994, 3, 1) + timedelta(days=int(rng.integers(0, 10_500))),
    )


def draw_ranging(streams: Streams, stores: tuple[Store, ...], catalogue: Catalogue) -> Ranging:
    """The 13 most popular products everywhere, then the luckiest of the others up to the size's number."""
    chosen = [_ranged(streams.of("ranging", store.number), store, catalogue) for store in stores]
    store = np.repeat(np.arange(len(stores)), [len(products) for products in chosen])
    product = np.concatenate(chosen)
    kinds = store * (catalogue.subcategory.max() + 1) + catalogue.subcategory[product]
    _, group = np.unique(kinds, return_inverse=True)
    return Ranging(store=store, product=product, group=group)


def _ranged(rng: np.random.Generator, store: Store, catalogue: Catalogue) -> Ints:
    luck: Floats = 0.9 * np.log(catalogue.popularity) + rng.gumbel(0, 0.55, PRODUCTS)
    luck[catalogue.never_ranged] = -np.inf
    luck[catalogue.rank < EVERYWHERE] = np.inf
    return np.sort(np.argsort(-luck, kind="stable")[: RANGE[store.size]])


def shelf_capacity(weekly: Floats, case: Ints, perishable: Bools) -> Ints:
    """Whole cases for six mean weeks, perishable products four, at least two cases; in pieces."""
    weeks = np.where(perishable, 4, 6)
    return np.maximum(2, np.ceil(weekly * weeks / case)).astype(np.int64) * case
