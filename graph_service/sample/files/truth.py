"""The truth's files: what the products do not say, for tests and back-tests; never loaded as a product."""

from __future__ import annotations

import numpy as np

from graph_service.sample.assortment import SUPPLIERS
from graph_service.sample.calendar import DAYS, WEEK, WEEKDAY
from graph_service.sample.catalogue import BRAND_NAMES
from graph_service.sample.files.identifiers import ITEM_NO, SKU, ean, supplier_no
from graph_service.sample.files.social import kept_posts, mention_ids
from graph_service.sample.files.table import Table, days, decimals, pick, truth_value, whole
from graph_service.sample.social import concerned
from graph_service.sample.story import Cut, Story
from graph_service.sample.streams import Floats, Ints

RECENT = 26 * 7
TUESDAY = 1
FACTORS = ("season", "weather", "promotion", "buzz", "drift")


def tables(story: Story, cut: Cut) -> list[Table]:
    """The truth about kept stores and days; the faults are written by those who made them."""
    return [_crosswalk(story), _demand(story, cut), _effects(story, cut), _events(story, cut), _stock(story, cut),
            _shrinkage(story, cut), _supply(story, cut), _mentions(story, cut), _people(story, cut)]


def _crosswalk(story: Story) -> Table:
    goods = story.world.catalogue
    return Table(path="truth/crosswalk.csv", key=("gtin",), columns={
        "gtin": list(goods.gtin), "sku": list(SKU), "item_no": list(ITEM_NO), "ean": list(ean(goods)),
        "article_name": list(goods.till_text),
    })


def _pair_columns(story: Story, pair: Ints) -> dict[str, list[str]]:
    world = story.world
    return {
        "store_no": pick([str(store.number) for store in world.stores], world.ranging.store[pair]),
        "gtin": pick(world.catalogue.gtin, world.ranging.product[pair]),
    }


def _grid(cut: Cut, days_kept: Ints) -> tuple[Ints, Ints]:
    """Every kept pair with every day, both as columns."""
    pairs = np.flatnonzero(cut.pairs)
    return np.repeat(pairs, len(days_kept)), np.tile(days_kept, len(pairs))


def _demand(story: Story, cut: Cut) -> Table:
    """Last 26 weeks; `lost` is the first choice that this product could not serve."""
    pair, day = _grid(cut, np.arange(max(cut.first, DAYS - RECENT), DAYS))
    wanted = story.world.demand
    return Table(path="truth/demand.csv", key=("store_no", "gtin", "day"), columns={
        **_pair_columns(story, pair), "day": days(day), "expected": decimals(wanted.expected[pair, day], 3),
        "first_choice": whole(wanted.first_choice[pair, day]), "lost": whole(story.history.missed[pair, day]),
    })


def _effects(story: Story, cut: Cut) -> Table:
    """Mean log effect of each factor over the days of a week (named by its Monday)."""
    weeks = np.arange(-(-cut.first // 7), -(-DAYS // 7))
    pairs, starts = np.flatnonzero(cut.pairs), weeks * 7
    pair, monday = np.repeat(pairs, len(weeks)), np.tile(starts, len(pairs))
    factors = {name: getattr(story.world.demand, name)[pairs] for name in FACTORS}
    return Table(path="truth/effects.csv", key=("store_no", "gtin", "week"), columns={
        **_pair_columns(story, pair), "week": days(monday),
        **{name: decimals(_weekly(values, weeks).ravel(), 3) for name, values in factors.items()},
    })


def _weekly(values: Floats, weeks: Ints) -> Floats:
    sums = np.add.reduceat(values, np.flatnonzero(WEEKDAY == 0), axis=1)
    return np.asarray(sums[:, weeks] / np.bincount(WEEK)[weeks])


def _events(story: Story, cut: Cut) -> Table:
    """Each event with the number of kept stores that range what it is about."""
    world, events = story.world, story.world.events
    ranged = [cut.pairs & concerned(event, world.catalogue)[world.ranging.product] for event in events]
    return Table(path="truth/events.csv", key=("event",), columns={
        "event": whole(range(1, len(events) + 1)),
        "kind": [event.kind for event in events],
        "brand": [BRAND_NAMES[event.brand] if event.product is None else "" for event in events],
        "gtin": ["" if event.product is None else world.catalogue.gtin[event.product] for event in events],
        "start": days(np.array([event.start for event in events])),
        "days": whole(event.days for event in events),
        "lead": whole(event.lead for event in events),
        "height": decimals(np.array([event.height for event in events]), 3),
        "stores": whole(len(set(world.ranging.store[pairs].tolist())) for pairs in ranged),
    })


def _stock(story: Story, cut: Cut) -> Table:
    """What was really there on Tuesdays at close, in pieces."""
    kept = np.arange(cut.first, DAYS)
    pair, day = _grid(cut, kept[WEEKDAY[kept] == TUESDAY])
    return Table(path="truth/stock.csv", key=("store_no", "gtin", "day"), columns={
        **_pair_columns(story, pair), "day": days(day), "pieces": whole(story.history.stock[pair, day]),
    })


def _shrinkage(story: Story, cut: Cut) -> Table:
    vanished = story.history.vanished[:, :DAYS] * cut.pairs[:, None]
    pair, day = (index[np.nonzero(vanished)[1] >= cut.first] for index in np.nonzero(vanished))
    return Table(path="truth/shrinkage.csv", key=("store_no", "gtin", "day"), columns={
        **_pair_columns(story, pair), "day": days(day), "pieces": whole(vanished[pair, day]),
    })


def _supply(story: Story, cut: Cut) -> Table:
    """The luck of every store, supplier and week, whether or not an order met it."""
    weeks = np.arange(-(-cut.first // 7), -(-DAYS // 7))
    shape = (len(SUPPLIERS), len(cut.stores), len(weeks))
    supplier, place, week = (index.ravel() for index in np.indices(shape))
    store = np.array(cut.stores)[place]
    return Table(path="truth/supply.csv", key=("supplier_no", "store_no", "week"), columns={
        "supplier_no": [supplier_no(index) for index in supplier.tolist()],
        "store_no": pick([str(one.number) for one in story.world.stores], store),
        "week": days(weeks[week] * 7),
        "delay": whole(story.world.luck.delay[store, supplier, weeks[week]]),
        "short": truth_value(story.world.luck.short[store, supplier, weeks[week]]),
    })


def _mentions(story: Story, cut: Cut) -> Table:
    """What each mention is about, which event it belongs to, and whether the name is misspelt."""
    mentions, ids, kept = story.mentions, mention_ids(story), kept_posts(story, cut)
    chosen = story.posts.mention[kept]
    return Table(path="truth/mentions.csv", key=("mention_id",), columns={
        "mention_id": [ids[i] for i in kept],
        "gtin": pick([*story.world.catalogue.gtin, ""], mentions.product[chosen]),
        "brand": pick([*BRAND_NAMES, ""], mentions.brand[chosen]),
        "event": pick([*whole(range(1, len(story.world.events) + 1)), ""], mentions.event[chosen]),
        "misspelt": truth_value(story.posts.misspelt[i] for i in kept),
    })


def _people(story: Story, cut: Cut) -> Table:
    kept = [customer for customer in story.customers if customer.store in cut.stores]
    return Table(path="truth/people.csv", key=("customer_no",), columns={
        "customer_no": whole(customer.number for customer in kept),
        "person": whole(customer.person for customer in kept),
    })
