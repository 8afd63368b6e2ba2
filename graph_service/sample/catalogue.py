"""Catalogue: draws the 150 products, their popularity, prices, cases, lives and the numbers each team knows them by.

GTINs are invented within the ranges GS1 keeps for restricted circulation (2.., 04.., and eight digits from 2), so no
real product is named; those of the last two kinds begin with zeros, which is what `ean` and `ean_ref` lose.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph_service.sample.assortment import BRAND_SHARES, BRANDS, SUBCATEGORIES, SUPPLIERS
from graph_service.sample.calendar import DAYS, HORIZON
from graph_service.sample.streams import Bools, Floats, Ints, Streams

TAX = 0.12
PRODUCTS = sum(subcategory.products for subcategory in SUBCATEGORIES)
BRAND_NAMES = tuple(name for family in BRANDS for name in family)
EVERYWHERE = 13
LAUNCHES, DELISTED, NEVER_RANGED, WITHOUT_GTIN = 6, 4, 4, 6
LAUNCH_DAYS, DELIST_DAYS = (430, 690), (300, 700)
ALWAYS = -1
NEVER = HORIZON + 1
ASCII = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "è": "e", "é": "e"})


@dataclass(frozen=True, kw_only=True, eq=False)
class Catalogue:
    """The products in the order of their subcategories; every array has one value per product."""

    subcategory: Ints
    brand: Ints
    supplier: Ints
    name: tuple[str, ...]
    till_text: tuple[str, ...]
    gtin: tuple[str, ...]
    known_gtin: Bools
    price_cents: Ints
    unit_cost: Floats
    elasticity: Floats
    trend: Floats
    popularity: Floats
    rank: Ints
    dispersion: Floats
    case: Ints
    shelf_life: Ints
    content: tuple[int | None, ...]
    launched: Ints
    delisted: Ints
    never_ranged: Bools

    @property
    def perishable(self) -> Bools:
        """Products with a shelf life."""
        return self.shelf_life > 0

    @property
    def margin(self) -> Floats:
        """Net margin of one piece."""
        return self.price_cents / 100 / (1 + TAX) - self.unit_cost

    @property
    def active(self) -> Bools:
        """Product by day: launched and not yet delisted."""
        days = np.arange(HORIZON)
        return (days >= self.launched[:, None]) & (days < self.delisted[:, None])


def draw(streams: Streams) -> Catalogue:
    """All products of a seed."""
    rng = streams.of("catalogue")
    subcategory = np.repeat(np.arange(len(SUBCATEGORIES)), [s.products for s in SUBCATEGORIES])
    rank, popularity = _popularity(rng, _per_product("speed", subcategory))
    price = np.round(_per_product("price", subcategory) * np.exp(rng.normal(0, 0.25, PRODUCTS)), 1) - 0.01
    cents = np.round(np.maximum(0.39, price) * 100).astype(np.int64)
    margin = _per_product("margin", subcategory) * rng.uniform(0.85, 1.15, PRODUCTS)
    perishable = np.array([s.shelf_life is not None for s in SUBCATEGORIES])[subcategory]
    elasticity = _per_product("elasticity", subcategory) * np.exp(rng.normal(0, 0.12, PRODUCTS))
    trend = rng.normal(0, 0.12, PRODUCTS)
    case = _case(rng, subcategory, popularity, perishable)
    launched, delisted, never_ranged = _lives(rng, rank)
    content = _contents(rng, subcategory)
    brand = _brands(streams, subcategory)
    name, till_text = _names(subcategory, brand)
    return Catalogue(
        subcategory=subcategory, brand=brand, supplier=_per_product("supplier", subcategory).astype(np.int64),
        name=name, till_text=till_text, gtin=_gtins(rng, brand), known_gtin=_known_gtins(rng, never_ranged, rank),
        price_cents=cents, unit_cost=np.round(cents / 100 / (1 + TAX) * (1 - margin), 2), elasticity=elasticity,
        trend=trend, popularity=popularity, rank=rank, dispersion=np.clip(0.8 + 3 * popularity**0.8, 0.8, 12),
        case=case, shelf_life=np.array([s.shelf_life or 0 for s in SUBCATEGORIES])[subcategory], content=content,
        launched=launched, delisted=delisted, never_ranged=never_ranged,
    )


def check_digit(digits: str) -> str:
    """GS1's modulo-10 check digit of a number without it."""
    weighted = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return str(-weighted % 10)


def promised_days(catalogue: Catalogue) -> Ints:
    """The supplier's promised lead days, per product."""
    return np.array([supplier.promised_days for supplier in SUPPLIERS])[catalogue.supplier]


def _per_product(attribute: str, subcategory: Ints) -> Floats:
    return np.array([float(getattr(s, attribute)) for s in SUBCATEGORIES])[subcategory]


def _popularity(rng: np.random.Generator, speed: Floats) -> tuple[Ints, Floats]:
    order = np.argsort(-(0.9 * np.log(speed) + rng.normal(0, 0.6, PRODUCTS)), kind="stable")
    rank = np.empty(PRODUCTS, dtype=np.int64)
    rank[order] = np.arange(PRODUCTS)
    popularity = (rank + 6.0) ** -0.8
    return rank, popularity / popularity.mean()


def _case(rng: np.random.Generator, subcategory: Ints, popularity: Floats, perishable: Bools) -> Ints:
    choice = rng.integers(0, 3, PRODUCTS)
    case = np.where(perishable, np.array([2, 3, 4])[choice], np.array([4, 6, 8])[choice])
    case = np.where(popularity > 1.8, 2 * case, case)
    seasonal = np.array([s.weather in {"sun", "rain", "frost"} for s in SUBCATEGORIES])[subcategory]
    return np.where(seasonal & (popularity < 1.2), np.minimum(case, 4), case)


def _lives(rng: np.random.Generator, rank: Ints) -> tuple[Ints, Ints, Bools]:
    """Launch day, delisting day, never ranged: three different sets among the products that are not everywhere."""
    middle = np.flatnonzero((rank >= EVERYWHERE) & (rank < 90))
    launches = rng.choice(middle, LAUNCHES, replace=False)
    others = np.setdiff1d(middle, launches)
    delistings = rng.choice(others, DELISTED, replace=False)
    rest = np.setdiff1d(np.flatnonzero(rank >= EVERYWHERE), np.concatenate([launches, delistings]))
    launched = np.full(PRODUCTS, ALWAYS)
    launched[launches] = rng.integers(LAUNCH_DAYS[0], LAUNCH_DAYS[1] + 1, LAUNCHES)
    delisted = np.full(PRODUCTS, NEVER)
    delisted[delistings] = rng.integers(DELIST_DAYS[0], DELIST_DAYS[1] + 1, DELISTED)
    never = np.zeros(PRODUCTS, dtype=np.bool_)
    never[rng.choice(rest, NEVER_RANGED, replace=False)] = True
    assert launched.max() < DAYS
    return launched, delisted, never


def _contents(rng: np.random.Generator, subcategory: Ints) -> tuple[int | None, ...]:
    factors = np.array([0.8, 1.0, 1.0, 1.2])[rng.integers(0, 4, PRODUCTS)]
    contents = [SUBCATEGORIES[index].content for index in subcategory]
    return tuple(None if c is None else round(c * f) for c, f in zip(contents, factors, strict=True))


def _brands(streams: Streams, subcategory: Ints) -> Ints:
    choice = streams.of("names").choice(3, size=PRODUCTS, p=BRAND_SHARES)
    return np.array([s.family for s in SUBCATEGORIES])[subcategory] * 3 + choice


def _names(subcategory: Ints, brand: Ints) -> tuple[tuple[str, ...], tuple[str, ...]]:
    variants = [variant for s in SUBCATEGORIES for variant in s.variants]
    kinds = [SUBCATEGORIES[index].name for index in subcategory]
    parts = list(zip((BRAND_NAMES[b] for b in brand), kinds, variants, strict=True))
    tills = tuple(_till_text(*part) for part in parts)
    if len(set(tills)) < PRODUCTS:
        raise ValueError(f"till texts are not unique: {sorted(text for text in tills if tills.count(text) > 1)}")
    return tuple(" ".join(part) for part in parts), tills


def _till_text(brand: str, kind: str, variant: str) -> str:
    words = kind.split()
    short = words[0][:5] if len(words) == 1 else words[0][:2] + words[-1][:3]
    return f"{_plain(brand)[:6]} {short} {_plain(variant)[:7]}".upper()


def _plain(text: str) -> str:
    return text.translate(ASCII).replace(" ", "")


def _gtins(rng: np.random.Generator, brand: Ints) -> tuple[str, ...]:
    """14 digits each: three quarters EAN-13, the others from ranges whose numbers begin with zeros."""
    kinds = rng.choice(3, size=PRODUCTS, p=[0.74, 0.18, 0.08])
    serials = rng.permutation(900)[:PRODUCTS] + 100
    found = []
    for kind, serial, owner in zip(kinds, serials, brand, strict=True):
        body = (f"2{70000 + 37 * owner:05d}{serial:06d}", f"04{60 + owner:05d}{serial:04d}", f"2{serial:06d}")[kind]
        found.append((body + check_digit(body)).zfill(14))
    return tuple(found)


def _known_gtins(rng: np.random.Generator, never_ranged: Bools, rank: Ints) -> Bools:
    """False for the six articles that only their till text links; they are sold, so that the gap matters."""
    known = np.ones(PRODUCTS, dtype=np.bool_)
    known[rng.choice(np.flatnonzero(~never_ranged & (rank < 75)), WITHOUT_GTIN, replace=False)] = False
    return known
