"""Weather: six cities' days, what they do to demand, the climate's normals and forecasts that are right on average.

Temperature = climate + anomaly (a common and a city's AR(1)); rain is a gamma on days that a second pair of AR(1) makes
wet. Everything is computed in °C and mm; two stations report °F and inches.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph_service.sample.calendar import DAY_OF_YEAR, DAYS, HORIZON, WEEKDAY
from graph_service.sample.streams import Bools, Floats, Ints, Streams, autoregressive, logistic

LEADS = 10
SKILL = np.array([0.97, 0.95, 0.92, 0.88, 0.83, 0.77, 0.70, 0.62, 0.54, 0.46])
ANOMALY_SD = 4.3
ISSUED_ON = (1, 4)
MOST_RAIN = 60.0


@dataclass(frozen=True, kw_only=True)
class City:
    """A city with its station and climate: yearly mean and amplitude of the daily mean temperature."""

    name: str
    english: str
    code: str
    state: str
    region: str
    station: str
    mean: float
    amplitude: float
    fahrenheit: bool = False


CITIES = (
    City(name="Hamburg", english="Hamburg", code="HAM", state="HH", region="Nord", station="00107", mean=9.9,
         amplitude=8.2),
    City(name="Bremen", english="Bremen", code="BRE", state="HB", region="Nord", station="00211", mean=9.8,
         amplitude=8.4, fahrenheit=True),
    City(name="Berlin", english="Berlin", code="BER", state="BE", region="Ost", station="00313", mean=10.2,
         amplitude=9.8),
    City(name="Leipzig", english="Leipzig", code="LEJ", state="SN", region="Ost", station="00419", mean=10.3,
         amplitude=9.9, fahrenheit=True),
    City(name="München", english="Munich", code="MUC", state="BY", region="Süd", station="00523", mean=9.6,
         amplitude=10.2),
    City(name="Stuttgart", english="Stuttgart", code="STR", state="BW", region="Süd", station="00631", mean=10.8,
         amplitude=9.8),
)
REGIONS = ("Nord", "Ost", "Süd")


@dataclass(frozen=True, kw_only=True, eq=False)
class Weather:
    """City by day: maximum and minimum °C, rain mm, share of sun; forecasts are issue by city by lead."""

    maximum: Floats
    minimum: Floats
    rain: Floats
    sun: Floats
    issued: Ints
    forecast_maximum: Floats
    forecast_rain: Floats


def season(day_of_year: Ints) -> Floats:
    """The yearly cosine, 1 at its warmest on day 201."""
    return np.asarray(np.cos(2 * np.pi * (day_of_year - 201) / 365.25))


def climate(day_of_year: Ints) -> tuple[Floats, Floats]:
    """Expected maximum °C and rain mm, city by day of the year."""
    c = season(day_of_year)
    mean, amplitude = np.array([(city.mean + 4.6, city.amplitude + 1.4) for city in CITIES]).T[:, :, None]
    maximum = mean + amplitude * c
    spread = np.sqrt(1.6**2 + 0.8**2 + (0.06 * ANOMALY_SD * c) ** 2)
    nodes, weights = np.polynomial.hermite_e.hermegauss(15)
    wet = (logistic(spread[:, None] * nodes - 0.55) * weights).sum(1) / weights.sum()
    rain = np.broadcast_to(wet * 0.8 * 6 * (1 + 0.2 * c), maximum.shape)
    return maximum, np.asarray(rain)


def draw(streams: Streams) -> Weather:
    """The days and the forecasts of a seed."""
    rng = streams.of("weather")
    shape = (len(CITIES), HORIZON)
    c = season(DAY_OF_YEAR)
    normal, _ = climate(DAY_OF_YEAR)
    common = 0.88 * autoregressive(rng.standard_normal(HORIZON), 0.84, 4.3)
    anomaly = (common + autoregressive(rng.standard_normal(shape), 0.7, 1.7)) * (1 + 0.12 * c)
    front = autoregressive(rng.standard_normal(HORIZON), 0.55, 1.6)
    front = front + autoregressive(rng.standard_normal(shape), 0.4, 0.8) - 0.55 - 0.06 * anomaly * c
    wet = rng.random(shape) < logistic(front)
    rain = np.minimum(np.where(wet, rng.gamma(0.8, 6, shape) * (1 + 0.2 * c), 0.0), MOST_RAIN)
    sun = np.clip(1 - rain / 6 - 0.25 * rng.random(shape) - 0.15, 0, 1) * (0.6 + 0.4 * np.maximum(c, 0))
    maximum = normal + anomaly
    minimum = maximum - rng.uniform(6, 12, shape)
    issued, warm, wetness = _forecasts(streams, anomaly, rain)
    return Weather(maximum=maximum, minimum=minimum, rain=rain, sun=sun, issued=issued, forecast_maximum=warm,
                   forecast_rain=wetness)


def _forecasts(streams: Streams, anomaly: Floats, rain: Floats) -> tuple[Ints, Floats, Floats]:
    """Issues of Tuesday and Friday evening for the next ten days; E[T | forecast] = forecast."""
    rng = streams.of("forecast")
    issued = np.array([t for t in range(DAYS) if WEEKDAY[t] in ISSUED_ON])
    valid = issued[:, None] + 1 + np.arange(LEADS)
    normal, usual_rain = (values[:, valid].transpose(1, 0, 2) for values in climate(DAY_OF_YEAR))
    shape = normal.shape
    noise = autoregressive(rng.standard_normal(shape), 0.8, 1.0)
    error = SKILL * np.sqrt(1 - SKILL**2) * ANOMALY_SD * noise
    maximum = normal + SKILL**2 * anomaly[:, valid].transpose(1, 0, 2) + error
    blur = np.exp(rng.standard_normal(shape) * 1.05 * (1.1 - SKILL))
    wet = SKILL**2 * rain[:, valid].transpose(1, 0, 2) * blur + (1 - SKILL**2) * usual_rain
    return issued, maximum, wet


def effects(weather: Weather) -> dict[str, Floats]:
    """Log effect on demand by kind of product, city by day."""
    t, rain, sun = weather.maximum, weather.rain, weather.sun
    dry = np.clip(1 - rain / 4, 0, 1)
    weekend: Bools = (WEEKDAY >= 3) & (WEEKDAY <= 5)
    barbecue = logistic((t - 20.5) / 1.8) * dry * (0.75 + 0.35 * weekend)
    moves: dict[str, Floats] = {
        "-": np.where(rain > 8, -0.05, 0.0),
        "ice": 1.30 * logistic((t - 23) / 2.6) * (0.65 + 0.35 * dry),
        "drink": 0.75 * logistic((t - 25) / 2.4),
        "salad": 0.55 * logistic((t - 22) / 2.5),
        "bbq": 1.30 * barbecue,
        "bbqlite": 0.75 * barbecue,
        "sun": 1.2 * logistic((t - 23) / 2) * (0.4 + 0.6 * sun),
        "cold": 0.85 * logistic((6 - t) / 2.4),
        "frost": 1.6 * logistic((1.5 - t) / 1.2),
        "rain": 1.5 * np.clip(rain / 9, 0, 1),
    }
    return moves
