"""Sales' files: articles, baskets, lines and promotions."""

from __future__ import annotations

import numpy as np

from graph_service.sample.baskets import KINDS, PAYMENTS, RETURN_WITHIN, Baskets
from graph_service.sample.calendar import DAYS
from graph_service.sample.files.identifiers import SKU, card_no
from graph_service.sample.files.table import ISO, Table, days, decimals, optional, pick, truth_value, whole
from graph_service.sample.promotions import ALL_REGIONS, Promotions
from graph_service.sample.story import Cut, Story
from graph_service.sample.streams import Bools, Ints
from graph_service.sample.weather import REGIONS

WEEK_DAYS, ANNOUNCED_BEFORE = 7, 14
CLOCK = tuple(f"{s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}" for s in range(86400))


def tables(story: Story, cut: Cut) -> list[Table]:
    """Baskets of kept stores and days; offers that ran then, or are referred to by a return of then."""
    return [_articles(story), *_baskets_and_lines(story, cut), _promotions(story, cut)]


def promo_ids(promotions: Promotions) -> list[str]:
    """The ids of all offers, numbered by week."""
    return [f"P{number:05d}" for number in range(1, len(promotions) + 1)]


def _articles(story: Story) -> Table:
    goods = story.world.catalogue
    return Table(path="sales/articles.csv", key=("sku",), columns={
        "sku": list(SKU),
        "till_text": list(goods.till_text),
        "gtin_13": optional([gtin[1:] for gtin in goods.gtin], goods.known_gtin),
    })


def _baskets_and_lines(story: Story, cut: Cut) -> list[Table]:
    parts = [_of_store(story, index, cut) for index in cut.stores]
    joined = [
        {name: [value for part in parts for value in part[file][name]] for name in parts[0][file]} for file in (0, 1)
    ]
    return [Table(path="sales/baskets.csv", key=("basket_id",), columns=joined[0]),
            Table(path="sales/lines.csv", key=("basket_id", "line_no"), columns=joined[1])]


def _of_store(story: Story, index: int, cut: Cut) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    dealt, till_code = story.baskets[index], story.world.stores[index].till_code
    kept = cut.since(dealt.heads.day)
    ids = [f"{till_code}-{number:06d}" for number in range(1, len(kept) + 1)]
    return _heads(dealt, kept, ids, till_code), _lines(story, dealt, kept[dealt.lines.basket], ids)


def _heads(dealt: Baskets, kept: Bools, ids: list[str], till_code: str) -> dict[str, list[str]]:
    heads, rows = dealt.heads, np.flatnonzero(kept)
    day, clock = pick(ISO, heads.day[rows]), pick(CLOCK, heads.second[rows])
    return {
        "basket_id": ids[rows[0] :] if len(rows) else [],
        "store": [till_code] * len(rows),
        "sold_at": [f"{date}T{time}" for date, time in zip(day, clock, strict=True)],
        "card_no": [card_no(number) for number in heads.customer[rows].tolist()],
        "payment": pick(PAYMENTS, heads.payment[rows]),
        "kind": pick(KINDS, heads.kind[rows]),
    }


def _lines(story: Story, dealt: Baskets, kept: Bools, ids: list[str]) -> dict[str, list[str]]:
    lines, promotions = dealt.lines, story.world.promotions
    offer, product = lines.offer[kept], lines.product[kept]
    return {
        "basket_id": pick(ids, lines.basket[kept]),
        "line_no": whole(dealt.line_no[kept]),
        "sku": pick(SKU, product),
        "quantity": whole(lines.quantity[kept]),
        "unit_price": decimals(unit_price_cents(story, product, offer) / 100, 2),
        "promo_id": pick([*promo_ids(promotions), ""], offer),
    }


def unit_price_cents(story: Story, product: Ints, offer: Ints) -> Ints:
    """What a piece cost at the till: the list price less the offer's discount, to the cent."""
    discount = np.append(story.world.promotions.discount, 0.0)[offer]
    cents: Ints = np.rint(story.world.catalogue.price_cents[product] * (1 - discount)).astype(np.int64)
    return cents


def _promotions(story: Story, cut: Cut) -> Table:
    """Offers announced by today."""
    offers = story.world.promotions
    starts, ends = offers.week * WEEK_DAYS, offers.week * WEEK_DAYS + 5
    regions = {REGIONS.index(story.world.stores[index].city.region) for index in cut.stores}
    here = np.isin(offers.region, [ALL_REGIONS, *regions])
    kept = (starts - ANNOUNCED_BEFORE < DAYS) & (ends >= cut.first - RETURN_WITHIN - WEEK_DAYS) & here
    return Table(path="sales/promotions.csv", key=("promo_id",), columns={
        "promo_id": pick(promo_ids(offers), np.flatnonzero(kept)),
        "sku": pick(SKU, offers.product[kept]),
        "region": pick([*REGIONS, ""], offers.region[kept]),
        "starts": days(starts[kept]),
        "ends": days(ends[kept]),
        "discount_pct": decimals(offers.discount[kept], 2),
        "display": truth_value(offers.display[kept]),
        "announced_on": _announced(starts[kept]),
    })


def _announced(starts: Ints) -> list[str]:
    before = np.datetime64(ISO[0]) + starts - ANNOUNCED_BEFORE
    return list(map(str, before.tolist()))
