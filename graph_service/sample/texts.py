"""Texts: what people write about a product or a brand, when, in which language, how kindly and how well spelt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np

from graph_service.sample.calendar import DATES, DAYS
from graph_service.sample.catalogue import BRAND_NAMES, Catalogue
from graph_service.sample.people import PLAIN_LETTERS
from graph_service.sample.social import MOODS, SILENT, Mentions
from graph_service.sample.streams import Ints, Streams

LANGUAGES = ("de", "en")
GERMAN = 0.7
TYPO = 0.22
SENTIMENT = {"good": 0.6, "neutral": 0.0, "bad": -0.6}
AWAKE, MIDNIGHT, LAST_HOUR = 6 * 3600, 24 * 3600, 21 * 3600
AFTER_MIDNIGHT = 0.04
CHANGE = time(1)

TEMPLATES: dict[tuple[str, str], tuple[str, ...]] = {
    ("de", "good"): (
        "{name} ist einfach großartig!", "Endlich wieder {name} im Regal, so lecker", "Kann {name} nur empfehlen",
        "Seit gestern süchtig nach {name} 😍", "Bestes der ganzen Woche: {name}", "{name}: fünf von fünf Sternen",
        "Meine Kinder wollen nur noch {name}", "Für {name} fahre ich auch zwei Orte weiter",
        "Wow, {name} überrascht mich total", "Hab gleich drei Mal {name} mitgenommen",
        "Danke für {name}, genau so muss das sein", "Ohne {name} geht hier gar nichts mehr",
    ),
    ("de", "neutral"): (
        "Heute {name} gekauft", "Hat jemand {name} schon probiert?", "{name} steht jetzt neben der Kasse",
        "Was kostet {name} gerade?", "Gibt es {name} auch in klein?", "Habe {name} auf dem Einkaufszettel",
        "{name} gesehen, weitergegangen", "Neue Verpackung bei {name}", "Sucht noch wer {name}?",
        "In der Werbung war heute {name}", "Der Nachbar redet ständig von {name}",
    ),
    ("de", "bad"): (
        "{name} war leider eine Enttäuschung", "Nie wieder {name}", "{name} schmeckt seit Neuestem nach nichts",
        "Finger weg von {name}", "Wer kauft denn freiwillig {name}?", "{name}: viel zu teuer für das Wenige",
        "Packung offen, {name} ging zurück", "Bin von {name} richtig enttäuscht",
        "{name} ist auch nicht mehr, was es war", "Bei {name} stimmt die Qualität nicht",
        "Habe {name} weggeworfen, sorry",
    ),
    ("en", "good"): (
        "{name} is simply great!", "So happy that {name} is back", "Can only recommend {name}",
        "Totally hooked on {name} 😍", "Best thing this week: {name}", "{name}, five stars out of five",
        "My kids want nothing but {name}", "Bought {name} three times already", "Wow, {name} surprised me",
        "Whoever makes {name}: thank you", "Stocking up on {name} before everyone else does",
    ),
    ("en", "neutral"): (
        "Bought {name} today", "Has anyone tried {name}?", "{name} is next to the till now",
        "What does {name} cost these days?", "Is there a smaller {name}?", "{name} is on my shopping list",
        "Saw {name}, walked on", "New packaging for {name}", "Anyone still looking for {name}?",
        "They advertise {name} everywhere", "My neighbour keeps talking about {name}",
    ),
    ("en", "bad"): (
        "{name} was a letdown", "Never again {name}", "{name} tastes of nothing lately", "Stay away from {name}",
        "Who buys {name} on purpose?", "{name}: far too expensive", "Pack was open, {name} went back",
        "Really disappointed by {name}", "{name} is not what it used to be", "Something is off with {name}",
        "Threw {name} away, sorry",
    ),
}


@dataclass(frozen=True, kw_only=True)
class Posts:
    """One value per mention, in the order of the time it was posted; `mention` is its index among the mentions."""

    mention: Ints
    posted_at: tuple[str, ...]
    language: tuple[str, ...]
    text: tuple[str, ...]
    misspelt: tuple[bool, ...]
    sentiment: tuple[float, ...]
    likes: tuple[int, ...]


def write(streams: Streams, mentions: Mentions, catalogue: Catalogue) -> Posts:
    """The posts of all mentions, by time."""
    rng = streams.of("texts")
    count = len(mentions)
    language = np.where(rng.random(count) < GERMAN, 0, 1)
    moods = np.array([SENTIMENT[mood] for mood in MOODS])[mentions.mood]
    sentiment = np.clip(moods + rng.normal(0, 0.25, count), -1, 1)
    likes = np.floor(rng.lognormal(1.2, 1.1, count)).astype(np.int64)
    misspelt = rng.random(count) < TYPO
    seconds = _seconds(rng, mentions.day).tolist()
    moment = [_utc(day, second) for day, second in zip(mentions.day.tolist(), seconds, strict=True)]
    texts = []
    for i in range(count):
        brand, product = int(mentions.brand[i]), int(mentions.product[i])
        name = catalogue.name[product] if brand == SILENT else BRAND_NAMES[brand]
        templates = TEMPLATES[LANGUAGES[language[i]], MOODS[mentions.mood[i]]]
        written = misspell(rng, name) if misspelt[i] else name
        texts.append(templates[int(rng.integers(len(templates)))].format(name=written))
    order = sorted(range(count), key=lambda i: moment[i])
    return Posts(
        mention=np.array(order), posted_at=tuple(f"{moment[i].isoformat()}Z" for i in order),
        language=tuple(LANGUAGES[language[i]] for i in order), text=tuple(texts[i] for i in order),
        misspelt=tuple(bool(misspelt[i]) for i in order), sentiment=tuple(float(sentiment[i]) for i in order),
        likes=tuple(int(likes[i]) for i in order),
    )


def misspell(rng: np.random.Generator, name: str) -> str:
    """The name with two letters swapped, one dropped, one doubled, or its umlauts and blanks lost; never unchanged."""
    plain = name.translate(PLAIN_LETTERS).replace(" ", "")
    kind = int(rng.integers(4))
    if kind == 3 and plain != name:
        return plain
    pairs = [(i, name[i], name[i + 1]) for i in range(1, len(name) - 1)]
    places = [i for i, one, next_one in pairs if one.isalpha() and next_one.isalpha() and one != next_one]
    at = places[int(rng.integers(len(places)))]
    if kind == 0:
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    return name[:at] + (name[at] + name[at:] if kind == 1 else name[at + 1 :])


def _seconds(rng: np.random.Generator, day: Ints) -> Ints:
    """Local second of the day, mostly from morning to midnight; nothing after nine in the evening of today."""
    second = AWAKE + rng.beta(1.8, 1.2, len(day)) * (MIDNIGHT - AWAKE)
    late = rng.random(len(day)) < AFTER_MIDNIGHT
    second = np.where(late, rng.random(len(day)) * 1.5 * 3600, second)
    return np.where(day == DAYS - 1, np.minimum(second, LAST_HOUR + second / 40), second).astype(np.int64)


def _utc(day: int, second: int) -> datetime:
    """German local time to UTC: two hours in summer time, which begins and ends on last Sundays at 01:00 UTC."""
    local = datetime.combine(DATES[day], datetime.min.time()) + timedelta(seconds=second)
    for hours in (2, 1):
        moment = local - timedelta(hours=hours)
        if _summer(moment) == (hours == 2):
            return moment
    return local - timedelta(hours=2)


def _summer(moment: datetime) -> bool:
    begins, ends = (datetime.combine(_last_sunday(moment.year, month), CHANGE) for month in (3, 10))
    return begins <= moment < ends


def _last_sunday(year: int, month: int) -> date:
    last = date(year, month, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)
