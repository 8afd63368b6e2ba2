"""Story: a world with everything that happened in it until today, and the cut of it that is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from graph_service.sample import baskets, people, social, texts
from graph_service.sample.calendar import DAYS
from graph_service.sample.policy import incumbent
from graph_service.sample.recipe import Recipe
from graph_service.sample.shelves import History
from graph_service.sample.simulation import simulate
from graph_service.sample.streams import Bools, Ints
from graph_service.sample.world import World, build


@dataclass(frozen=True, kw_only=True, eq=False)
class Story:
    """A world, its history under the incumbent, its people, their baskets and what was said."""

    world: World
    history: History
    customers: tuple[people.Customer, ...]
    baskets: tuple[baskets.Baskets, ...]
    mentions: social.Mentions
    posts: texts.Posts


@dataclass(frozen=True, kw_only=True, eq=False)
class Cut:
    """What is written of a story: days from `first` to today, and the stores with these indexes."""

    first: int
    stores: tuple[int, ...]
    pairs: Bools

    def since(self, day: Ints) -> Bools:
        """Which of these days are kept."""
        return np.asarray((day >= self.first) & (day < DAYS))


def tell(recipe: Recipe, progress: Callable[[str, int, int], None]) -> Story:
    """The whole story of a recipe's seed and scale; its cut comes later."""
    progress("world", 0, 1)
    world = build(recipe.seed, recipe.scale)
    progress("world", 1, 1)
    history = simulate(world, incumbent, 0, DAYS, watch=lambda day: progress("days", day, DAYS)).history
    progress("baskets", 0, 1)
    customers = people.draw(world.streams, world.stores)
    dealt = baskets.deal(world, history.sold, history.emptied, customers)
    mentions = social.draw_mentions(world.streams, world.events, world.catalogue)
    posts = texts.write(world.streams, mentions, world.catalogue)
    progress("baskets", 1, 1)
    return Story(world=world, history=history, customers=customers, baskets=dealt, mentions=mentions, posts=posts)


def cut(world: World, recipe: Recipe) -> Cut:
    """The cut of a world that a recipe asks for."""
    indexes = tuple(
        index for index, store in enumerate(world.stores) if recipe.stores is None or store.number in recipe.stores
    )
    return Cut(first=DAYS - recipe.days, stores=indexes, pairs=np.isin(world.ranging.store, indexes))
