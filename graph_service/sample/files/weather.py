"""The weather's files: stations, observations, normals and forecasts, each station in its own units."""

from __future__ import annotations

import numpy as np

from graph_service.sample.calendar import DAYS
from graph_service.sample.files.table import Table, days, decimals, pick, whole
from graph_service.sample.story import Cut, Story
from graph_service.sample.streams import Floats
from graph_service.sample.weather import CITIES, LEADS, climate

MM_PER_INCH = 25.4
STATIONS = tuple(city.station for city in CITIES)
FAHRENHEIT = np.array([city.fahrenheit for city in CITIES])


def tables(story: Story, cut: Cut) -> list[Table]:
    """All stations, whatever the stores; kept days."""
    return [_stations(), _observations(story, cut), _normals(), _forecasts(story, cut)]


def _stations() -> Table:
    return Table(path="weather/stations.csv", key=("station",), columns={
        "station": list(STATIONS),
        "city": [city.english for city in CITIES],
        "unit_t": ["F" if city.fahrenheit else "C" for city in CITIES],
        "unit_r": ["in" if city.fahrenheit else "mm" for city in CITIES],
    })


def _temperature(celsius: Floats) -> list[str]:
    """City by anything, flattened: one decimal in the station's unit."""
    turned = np.where(FAHRENHEIT[:, None], celsius * 9 / 5 + 32, celsius)
    return decimals(turned.ravel(), 1)


def _rain(mm: Floats) -> list[str]:
    """Millimetres with one decimal; inches with three, which is as exact."""
    inches = FAHRENHEIT[:, None]
    return [text for city, row in enumerate(np.where(inches, mm / MM_PER_INCH, mm))
            for text in decimals(row, 3 if FAHRENHEIT[city] else 1)]


def _observations(story: Story, cut: Cut) -> Table:
    kept, weather = np.arange(cut.first, DAYS), story.world.weather
    return Table(path="weather/observations.csv", key=("station", "day"), columns={
        "station": list(np.repeat(STATIONS, len(kept))),
        "day": days(np.tile(kept, len(CITIES))),
        "t_max": _temperature(weather.maximum[:, kept]),
        "t_min": _temperature(weather.minimum[:, kept]),
        "rain": _rain(weather.rain[:, kept]),
        "sun_share": decimals(weather.sun[:, kept].ravel(), 2),
    })


def _normals() -> Table:
    year = np.arange(1, 367)
    maximum, rain = climate(year)
    return Table(path="weather/normals.csv", key=("station", "day_of_year"), columns={
        "station": list(np.repeat(STATIONS, len(year))),
        "day_of_year": whole(np.tile(year, len(CITIES))),
        "t_max": _temperature(maximum),
        "rain": _rain(rain),
    })


def _forecasts(story: Story, cut: Cut) -> Table:
    weather = story.world.weather
    kept = np.flatnonzero(weather.issued >= cut.first)
    issued = np.repeat(weather.issued[kept], LEADS)
    valid = issued + 1 + np.tile(np.arange(LEADS), len(kept))
    shape = (len(CITIES), len(issued))
    return Table(path="weather/forecasts.csv", key=("station", "issued", "valid"), columns={
        "station": pick(STATIONS, np.repeat(np.arange(len(CITIES)), len(issued))),
        "issued": days(np.tile(issued, len(CITIES))),
        "valid": days(np.tile(valid, len(CITIES))),
        "t_max": _temperature(weather.forecast_maximum[kept].transpose(1, 0, 2).reshape(shape)),
        "rain": _rain(weather.forecast_rain[kept].transpose(1, 0, 2).reshape(shape)),
    })
