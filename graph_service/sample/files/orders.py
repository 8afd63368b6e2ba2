"""Orders: the purchase orders' lines of a cut, as both supply and inventory see them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph_service.sample.assortment import SUPPLIERS
from graph_service.sample.calendar import DAYS, WEDNESDAY
from graph_service.sample.story import Cut, Story
from graph_service.sample.streams import Bools, Ints


@dataclass(frozen=True, kw_only=True, eq=False)
class OrderLines:
    """One value per line, ordered by week, store, supplier and product; `number` is the order, `po` its name."""

    pair: Ints
    ordered_on: Ints
    arrival: Ints
    ordered: Ints
    shipped: Ints
    number: Ints
    po: list[str]

    @property
    def received(self) -> Bools:
        """Whether the line had arrived by today's close."""
        return np.asarray(self.arrival < DAYS)


def order_lines(story: Story, cut: Cut) -> OrderLines:
    """Lines of kept stores that were due on a kept day or are still open."""
    world, history = story.world, story.history
    weeks = -(-DAYS // 7)
    pair, week = np.nonzero((history.ordered[:, :weeks] > 0) & cut.pairs[:, None])
    kept = history.arrival[pair, week] >= cut.first
    pair, week = pair[kept], week[kept]
    order = np.lexsort((pair, world.supplier[pair], world.ranging.store[pair], week))
    pair, week = pair[order], week[order]
    store, supplier = world.ranging.store[pair], world.supplier[pair]
    number = (week * len(world.stores) + store) * len(SUPPLIERS) + supplier
    po = [
        f"PO{world.stores[shop].number:02d}{when:03d}{who + 1:02d}"
        for shop, when, who in zip(store.tolist(), week.tolist(), supplier.tolist(), strict=True)
    ]
    return OrderLines(pair=pair, ordered_on=week * 7 + WEDNESDAY, arrival=history.arrival[pair, week],
                      ordered=history.ordered[pair, week], shipped=history.shipped[pair, week], number=number,
                      po=po)
