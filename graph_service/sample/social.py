"""Social: 48 events that move demand (or only chatter) and the mentions that announce them some days earlier."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph_service.sample.calendar import DAYS, HORIZON
from graph_service.sample.catalogue import BRAND_NAMES, PRODUCTS, Catalogue
from graph_service.sample.streams import Bools, Floats, Ints, Streams

EVENTS, BLOCK = 48, 6
FORCED_START, FORCED_LEAD = 731, 4
MOODS = ("good", "neutral", "bad")
SHARES = {"good": (0.78, 0.15, 0.07), "bad": (0.08, 0.15, 0.77), "false": (0.22, 0.60, 0.18)}
BACKGROUND = (0.40, 0.35, 0.25)
FADING = 0.12
BRAND_FACTOR, PRODUCT_FACTOR = 0.8, 1.2
LOWEST, HIGHEST = -1.2, 1.25
SILENT = -1


@dataclass(frozen=True, kw_only=True)
class Event:
    """Talk about a brand, or about a product if `product` is given; `height` is the log effect on demand at its top."""

    kind: str
    brand: int
    product: int | None
    start: int
    days: int
    lead: int
    height: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Mentions:
    """One value per mention: the day, the brand or product named (the other is -1), the event (or -1), the mood."""

    day: Ints
    brand: Ints
    product: Ints
    event: Ints
    mood: Ints

    def __len__(self) -> int:
        return len(self.day)


def shape(x: Ints, days: int, fading: float = 0.0) -> Floats:
    """How strong an event of so many days is on its day x: up in three days, flat or fading, then halving."""
    flat = np.exp(-fading * np.maximum(np.minimum(x, days - 5) - 3, 0))
    level = np.where(x <= 2, (x + 1) / 3, flat * np.exp(-np.maximum(x - days + 4, 0) / 2))
    return np.where((x < 0) | (x > days + 6), 0.0, level)


def draw_events(streams: Streams, catalogue: Catalogue) -> tuple[Event, ...]:
    """The events of a seed, in the order of time; the last one is a brand about to be wanted tomorrow."""
    rng = streams.of("social")
    starts = np.round(np.linspace(14, 718, EVENTS)).astype(np.int64) + rng.integers(-5, 6, EVENTS)
    kinds = [kind for block in range(EVENTS // BLOCK) for kind in rng.permutation(_kinds(block))]
    popular = np.flatnonzero((catalogue.rank < PRODUCTS // 2) & ~catalogue.never_ranged)
    events = [_event(rng, catalogue, popular, str(kind), int(start)) for kind, start in zip(kinds, starts, strict=True)]
    last = _event(rng, catalogue, popular, "good", FORCED_START)
    return (*events[:-1], Event(kind="good", brand=last.brand, product=None, start=FORCED_START, days=last.days,
                                lead=FORCED_LEAD, height=float(rng.uniform(1, 1.4)) * BRAND_FACTOR))


def _kinds(block: int) -> list[str]:
    return ["good"] * 4 + ["false", "good" if block % 2 == 0 else "bad"]


def _event(rng: np.random.Generator, catalogue: Catalogue, popular: Ints, kind: str, start: int) -> Event:
    """One event about a product that is sold at the time, or about its brand."""
    sold = popular[(catalogue.launched[popular] < start) & (catalogue.delisted[popular] > start + 20)]
    weight = catalogue.popularity[sold] ** 0.6
    product = int(rng.choice(sold, p=weight / weight.sum()))
    about_brand = bool(rng.random() < 0.6)
    height = {"good": rng.uniform(1, 1.4), "bad": -rng.uniform(0.6, 1), "false": 0.0}[kind]
    return Event(
        kind=kind, brand=int(catalogue.brand[product]), product=None if about_brand else product, start=start,
        days=int(rng.integers(13, 20)), lead=int(rng.integers(2, 5)),
        height=float(height) * (BRAND_FACTOR if about_brand else PRODUCT_FACTOR),
    )


def effects(events: tuple[Event, ...], catalogue: Catalogue) -> Floats:
    """Log effect on demand, product by day."""
    effect = np.zeros((PRODUCTS, HORIZON))
    for event in events:
        effect[concerned(event, catalogue)] += event.height * shape(np.arange(HORIZON) - event.start, event.days)
    return np.clip(effect, LOWEST, HIGHEST)


def concerned(event: Event, catalogue: Catalogue) -> Bools:
    """The products an event is about."""
    if event.product is None:
        return np.asarray(catalogue.brand == event.brand)
    return np.asarray(np.arange(PRODUCTS) == event.product)


def draw_mentions(streams: Streams, events: tuple[Event, ...], catalogue: Catalogue) -> Mentions:
    """All mentions up to today, ordered by day."""
    rng = streams.of("mentions")
    parts = [_of_event(rng, number, event) for number, event in enumerate(events)] + _background(rng, catalogue)
    rows = np.concatenate(parts, axis=1)
    rows = rows[:, np.argsort(rows[0], kind="stable")]
    return Mentions(day=rows[0], brand=rows[1], product=rows[2], event=rows[3], mood=rows[4])


def _of_event(rng: np.random.Generator, number: int, event: Event) -> Ints:
    days = np.arange(HORIZON)
    rate = rng.uniform(7, 14) * shape(days - event.start + event.lead, event.days, FADING)
    counts = rng.poisson(rate)
    if event.start == FORCED_START:
        counts[event.start - event.lead] = max(1, counts[event.start - event.lead])
    counts[DAYS:] = 0
    brand, product = (event.brand, SILENT) if event.product is None else (SILENT, event.product)
    return _rows(rng, np.repeat(days, counts), brand, product, number, SHARES[event.kind])


def _background(rng: np.random.Generator, catalogue: Catalogue) -> list[Ints]:
    """Everyday talk about every brand that has products and every product that is sold."""
    about_brand = 0.06 * np.exp(rng.normal(0, 0.6, len(BRAND_NAMES)))
    about_brand[np.bincount(catalogue.brand, minlength=len(BRAND_NAMES)) == 0] = 0
    counts = rng.poisson(np.broadcast_to(about_brand[:, None], (len(BRAND_NAMES), DAYS)))
    brand, day = (np.repeat(index, counts[np.nonzero(counts)]) for index in np.nonzero(counts))
    found = [_rows(rng, day, brand, SILENT, SILENT, BACKGROUND)]
    about_product = 0.02 * np.sqrt(catalogue.popularity)[:, None] * catalogue.active[:, :DAYS]
    counts = rng.poisson(about_product)
    product, day = (np.repeat(index, counts[np.nonzero(counts)]) for index in np.nonzero(counts))
    return [*found, _rows(rng, day, SILENT, product, SILENT, BACKGROUND)]


def _rows(rng: np.random.Generator, day: Ints, brand: Ints | int, product: Ints | int, event: int,
          shares: tuple[float, ...]) -> Ints:
    mood = rng.choice(len(MOODS), len(day), p=shares)
    return np.array([day, np.broadcast_to(brand, day.shape), np.broadcast_to(product, day.shape),
                     np.full(day.shape, event), mood])
