"""The world is as described: days, sky, offers, talk, ranges."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from graph_service.sample import TODAY, World
from graph_service.sample.calendar import DATES, DAYS, HORIZON, easter, holidays, opening
from graph_service.sample.demand import seasonal
from graph_service.sample.promotions import effects
from graph_service.sample.weather import CITIES, climate


def test_today_is_a_tuesday_and_the_last_day() -> None:
    assert date(2026, 6, 30) == TODAY == DATES[DAYS - 1] and TODAY.weekday() == 1
    assert date(2024, 7, 1) == DATES[0] and len(DATES) == HORIZON == DAYS + 36


@pytest.mark.parametrize(
    ("year", "day"),
    [(2000, "2000-04-23"), (2024, "2024-03-31"), (2025, "2025-04-20"), (2026, "2026-04-05"), (2038, "2038-04-25")],
)
def test_easter(year: int, day: str) -> None:
    assert easter(year) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("state", "day", "name"),
    [
        ("HH", "2025-10-31", "Reformation Day"),
        ("BE", "2025-03-08", "International Women's Day"),
        ("SN", "2024-11-20", "Repentance Day"),
        ("SN", "2025-11-19", "Repentance Day"),
        ("BY", "2025-06-19", "Corpus Christi"),
        ("BY", "2025-08-15", "Assumption Day"),
        ("BW", "2026-01-06", "Epiphany"),
        ("HB", "2026-05-25", "Whit Monday"),
    ],
)
def test_holidays_by_state(state: str, day: str, name: str) -> None:
    assert holidays(state)[date.fromisoformat(day)] == name


def test_holidays_are_only_where_they_are() -> None:
    assert date(2025, 8, 15) not in holidays("BW") and date(2025, 10, 31) not in holidays("BE")
    assert date(2026, 3, 8) not in holidays("BE"), "a Sunday"


def test_the_eve_of_a_monday_holiday_is_the_saturday_before() -> None:
    days = opening("HH")
    at = {day.isoformat(): t for t, day in enumerate(DATES)}
    assert days.eve[at["2025-04-17"]] and days.eve[at["2025-04-19"]] and not days.eve[at["2025-04-18"]]
    assert days.morrow[at["2025-04-22"]] and not days.open[at["2025-04-20"]]
    assert days.next_open[at["2025-04-18"]] == at["2025-04-19"] and days.next_open[at["2025-04-20"]] == at["2025-04-22"]


def test_the_climate_holds(world: World) -> None:
    normal, rain = climate(np.array([day.timetuple().tm_yday for day in DATES]))
    anomaly = world.weather.maximum - normal
    assert abs(anomaly.mean()) < 0.9 and 3.4 < anomaly.std() < 5.0
    assert abs(world.weather.rain.mean() / rain.mean() - 1) < 0.15
    assert ((world.weather.maximum - world.weather.minimum >= 6) & (world.weather.minimum > -35)).all()
    assert ((world.weather.sun >= 0) & (world.weather.sun <= 1) & (world.weather.rain <= 60)).all()


def test_forecasts_are_right_on_average_and_worse_with_every_day(world: World) -> None:
    sky = world.weather
    valid = sky.issued[:, None] + 1 + np.arange(10)
    actual = sky.maximum[:, valid].transpose(1, 0, 2)
    error = (sky.forecast_maximum - actual).std(axis=(0, 1))
    assert (np.diff(error) > 0).all() and error[0] < 1.5 and 3 < error[-1] < 4.5
    assert abs((sky.forecast_maximum - actual).mean()) < 0.4
    normal = climate(np.array([day.timetuple().tm_yday for day in DATES]))[0][:, valid].transpose(1, 0, 2)
    foreseen, happened = sky.forecast_maximum - normal, actual - normal
    for lead in (0, 4, 9):
        slope = np.polyfit(foreseen[:, :, lead].ravel(), happened[:, :, lead].ravel(), 1)[0]
        assert 0.75 < slope < 1.25, f"a forecast for day {lead} says too much or too little"


def test_stores_range_what_their_size_allows(world: World) -> None:
    sizes = np.bincount(world.ranging.store)
    assert [store.size for store in world.stores] == list("LSMSLSMSLSMS")
    assert sizes.tolist() == [{"S": 30, "M": 52, "L": 76}[store.size] for store in world.stores]
    everywhere = np.flatnonzero(np.bincount(world.ranging.product, minlength=150) == 12)
    assert set(np.flatnonzero(world.catalogue.rank < 13)) <= set(everywhere)
    nowhere = np.setdiff1d(np.arange(150), world.ranging.product)
    assert set(np.flatnonzero(world.catalogue.never_ranged)) <= set(nowhere) and 8 <= len(nowhere) <= 24
    assert (world.capacity % world.case == 0).all() and (world.capacity >= 2 * world.case).all()


def test_products_come_and_go(world: World) -> None:
    goods = world.catalogue
    launches, ends = goods.launched[goods.launched > 0], goods.delisted[goods.delisted < HORIZON]
    assert len(launches) == 6 and launches.min() >= 430 and launches.max() <= 690
    assert len(ends) == 4 and ends.min() >= 300 and ends.max() <= 700 and goods.never_ranged.sum() == 4
    assert abs(goods.popularity.mean() - 1) < 1e-9 and (goods.unit_cost > 0).all() and (goods.margin > 0).all()


def test_a_product_rests_between_offers(world: World) -> None:
    offers = world.promotions
    for product in range(150):
        weeks = np.sort(offers.week[offers.product == product])
        assert (np.diff(weeks) > 2).all()
    assert 0.55 < (offers.region == -1).mean() < 0.70 and 0.42 < offers.display.mean() < 0.58


def test_an_offer_sells_more_of_its_own_less_of_its_siblings_and_more_of_its_complements(world: World) -> None:
    effect, goods = effects(world.promotions, world.catalogue), world.catalogue
    number = world.promotions.by_week()
    on = number >= 0
    display = np.where(on, world.promotions.display[number], False)
    quarter = on & (np.abs(np.where(on, world.promotions.discount[number], 0) - 0.25) < 1e-9)
    assert 1.5 < np.exp(np.median(effect[quarter & ~display])) < 2.1
    assert 2.2 < np.exp(np.median(effect[quarter & display])) < 3.1
    buns, meat = (goods.subcategory == index for index in (7, 4))
    helped = on[meat].any(axis=0)
    assert effect[buns][:, helped].mean() > effect[buns][:, ~helped].mean() + 0.02
    assert effect[~on].min() < -0.1


def test_seasons_and_ramps(world: World) -> None:
    effect, goods = seasonal(world.catalogue), world.catalogue
    at = {day.isoformat(): t for t, day in enumerate(DATES)}
    chocolate = effect[goods.subcategory == 15][0]
    assert chocolate[at["2025-12-24"]] - chocolate[at["2025-12-25"]] == pytest.approx(0.65, abs=0.01)
    assert chocolate[at["2026-04-04"]] - chocolate[at["2026-04-05"]] == pytest.approx(0.75 * 23 / 24, abs=0.01)
    assert len(CITIES) == 6
