"""World: everything about a seed that no ordering policy can change."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from graph_service.sample import catalogue as catalogue_
from graph_service.sample import demand as demand_
from graph_service.sample import luck as luck_
from graph_service.sample import promotions as promotions_
from graph_service.sample import social, weather
from graph_service.sample import stores as stores_
from graph_service.sample.calendar import Opening, opening
from graph_service.sample.streams import Bools, Floats, Ints, Streams


@dataclass(frozen=True, kw_only=True, eq=False)
class World:
    """One seed's catalogue, stores, weather, offers, events, demand and luck."""

    seed: int
    scale: int
    streams: Streams
    catalogue: catalogue_.Catalogue
    weather: weather.Weather
    promotions: promotions_.Promotions
    events: tuple[social.Event, ...]
    stores: tuple[stores_.Store, ...]
    ranging: stores_.Ranging
    openings: dict[str, Opening]
    demand: demand_.Demand
    luck: luck_.Luck

    @cached_property
    def mean_week(self) -> Floats:
        """Mean weekly demand of each pair."""
        return self.demand.mean_week

    @cached_property
    def capacity(self) -> Ints:
        """Shelf capacity of each pair, in pieces."""
        return stores_.shelf_capacity(self.mean_week, self.case, self.perishable)

    @cached_property
    def case(self) -> Ints:
        """Pieces in a case, per pair."""
        return np.asarray(self.catalogue.case[self.ranging.product])

    @cached_property
    def perishable(self) -> Bools:
        """Whether the product expires, per pair."""
        return np.asarray(self.catalogue.perishable[self.ranging.product])

    @cached_property
    def supplier(self) -> Ints:
        """The supplier's number, per pair."""
        return np.asarray(self.catalogue.supplier[self.ranging.product])

    @cached_property
    def promised_days(self) -> Ints:
        """Promised lead days, per pair."""
        return np.asarray(catalogue_.promised_days(self.catalogue)[self.ranging.product])

    @cached_property
    def open(self) -> Bools:
        """Whether the store is open, store by day."""
        return np.array([self.openings[store.city.state].open for store in self.stores])

    @cached_property
    def next_open(self) -> Ints:
        """The first open day from a day on, store by day."""
        return np.array([self.openings[store.city.state].next_open for store in self.stores])


def build(seed: int = 1, scale: int = 1) -> World:
    """The world of a seed; scale N has 12 N stores, the first 12 of them the same at every scale."""
    if scale < 1:
        raise ValueError(f"a scale is a whole number from 1, got {scale}")
    streams = Streams(seed=seed)
    goods = catalogue_.draw(streams)
    sky = weather.draw(streams)
    offers = promotions_.draw(streams, goods)
    events = social.draw_events(streams, goods)
    shops = stores_.draw(streams, scale)
    ranging = stores_.draw_ranging(streams, shops, goods)
    openings = {city.state: opening(city.state) for city in weather.CITIES}
    wanted = demand_.draw(streams, shops, ranging, goods, openings, weather.effects(sky),
                          promotions_.effects(offers, goods), social.effects(events, goods))
    return World(seed=seed, scale=scale, streams=streams, catalogue=goods, weather=sky, promotions=offers,
                 events=events, stores=shops, ranging=ranging, openings=openings, demand=wanted,
                 luck=luck_.draw(streams, shops, ranging))
