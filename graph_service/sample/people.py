"""People: 2,000 customers per scale step and 60 second accounts of the same person, spelt a little differently."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from graph_service.sample.calendar import DAYS, FIRST
from graph_service.sample.catalogue import ASCII
from graph_service.sample.stores import STEP, Store
from graph_service.sample.streams import Floats, Ints, Streams

PEOPLE, DOUBLES = 2000, 60
SEGMENTS = ("family", "single", "senior", "student", "business")
SEGMENT_SHARES = (0.34, 0.24, 0.20, 0.12, 0.10)
AGES = {"family": (28, 55), "single": (22, 60), "senior": (65, 90), "student": (18, 28), "business": (30, 64)}
JOINED_BEFORE, EARLIEST_JOIN = 0.8, -3300
MAIL = ("example.org", "example.com", "example.net")
FIRST_NAMES = (
    "Anna", "Ben", "Clara", "David", "Emma", "Finn", "Greta", "Hannes", "Ida", "Jonas", "Katharina", "Lukas",
    "Marie", "Niklas", "Olivia", "Paul", "Rosa", "Samuel", "Theresa", "Uwe", "Vera", "Wolfgang", "Yasmin", "Zoë",
    "Jürgen", "Jörg", "Käthe", "Günther", "Björn", "Sören", "Renate", "Sabine", "Thomas", "Michael", "Andreas",
    "Stefan", "Christina", "Elisabeth", "Friedrich", "Heike", "Ingrid", "Monika", "Petra", "Ursula", "Mehmet",
    "Aylin", "Olena", "Tomasz", "Agnieszka", "Luca", "Giulia", "Maximilian", "Alexander", "Sophie", "Charlotte",
    "Johanna", "Matthias", "Sebastian",
)
LAST_NAMES = (
    "Müller", "Schmidt", "Schneider", "Fischer", "Weber", "Meyer", "Wagner", "Becker", "Schulz", "Hoffmann",
    "Schäfer", "Koch", "Bauer", "Richter", "Klein", "Wolf", "Schröder", "Neumann", "Schwarz", "Zimmermann", "Braun",
    "Krüger", "Hofmann", "Hartmann", "Lange", "Schmitt", "Werner", "Krause", "Meier", "Lehmann", "Köhler",
    "Herrmann", "König", "Walter", "Mayer", "Huber", "Kaiser", "Fuchs", "Peters", "Lang", "Scholz", "Möller",
    "Weiß", "Jung", "Hahn", "Vogel", "Friedrich", "Keller", "Günther", "Frank", "Berger", "Winkler", "Roth", "Beck",
    "Lorenz", "Baumann", "Franke", "Albrecht", "Schuster", "Simon", "Ludwig", "Böhm", "Winter", "Kraus",
    "Schumacher", "Krämer", "Vogt", "Stein", "Jäger", "Otto", "Sommer", "Groß", "Seidel", "Heinrich", "Brandt",
    "Haas", "Schreiber", "Graf", "Dietrich", "Kühn", "Yılmaz", "Kaya", "Nowak", "Kowalski", "Rossi", "Petrov",
    "Nguyen", "Sørensen",
)
SHORT_FORMS = {
    "Katharina": "Kathi", "Elisabeth": "Elli", "Maximilian": "Max", "Alexander": "Alex", "Sebastian": "Basti",
    "Christina": "Tina", "Friedrich": "Fritz", "Wolfgang": "Wolf", "Michael": "Michi", "Theresa": "Resi",
    "Johanna": "Hanna", "Samuel": "Sam", "Lukas": "Lucas", "Niklas": "Niclas", "Sophie": "Sofie", "Zoë": "Zoe",
}
PLAIN_LETTERS = str.maketrans("äöüÄÖÜßëıø", "aouAOUseio")


@dataclass(frozen=True, kw_only=True)
class Customer:
    """One account; two accounts of one person share `person`. `joined` is a day t, negative before the world begins."""

    number: int
    person: int
    first_name: str
    last_name: str
    email: str
    birth_date: date
    segment: str
    store: int
    joined: int
    consent: bool
    activity: float


@dataclass(kw_only=True)
class _Account:
    person: int
    first_name: str
    last_name: str
    birth_date: date
    segment: str
    store: int
    joined: int
    consent: bool
    activity: float


def draw(streams: Streams, stores: tuple[Store, ...]) -> tuple[Customer, ...]:
    """All accounts, numbered by scale step and within it by the day they joined; home stores are indexes."""
    rng = streams.of("customers")
    mails: dict[str, int] = {}
    found: list[Customer] = []
    for step in range(len(stores) // STEP):
        accounts = _accounts(rng, step, stores[step * STEP : (step + 1) * STEP])
        for account in sorted(accounts, key=lambda one: (one.joined, one.person)):
            email = _email(account, mails, MAIL[int(rng.integers(len(MAIL)))])
            found.append(Customer(number=len(found) + 1, email=email, **vars(account)))
    return tuple(found)


def _accounts(rng: np.random.Generator, step: int, stores: tuple[Store, ...]) -> list[_Account]:
    weight = np.array([store.multiplier for store in stores])
    home: Ints = rng.choice(len(stores), PEOPLE, p=weight / weight.sum()) + step * STEP
    segment = rng.choice(SEGMENTS, PEOPLE, p=SEGMENT_SHARES)
    first: Ints = rng.integers(0, len(FIRST_NAMES), PEOPLE)
    last: Ints = rng.integers(0, len(LAST_NAMES), PEOPLE)
    early: Ints = rng.integers(EARLIEST_JOIN, 0, PEOPLE)
    joined = np.where(rng.random(PEOPLE) < JOINED_BEFORE, early, rng.integers(0, DAYS, PEOPLE))
    consent = rng.random(PEOPLE) < 0.7
    activity: Floats = rng.gamma(1.5, 1 / 1.5, PEOPLE)
    people = []
    for i in range(PEOPLE):
        youngest, oldest = AGES[str(segment[i])]
        born = FIRST - timedelta(days=int(rng.integers(365 * youngest, 365 * oldest)))
        of_age = (born + timedelta(days=365 * 16 + 4) - FIRST).days
        people.append(_Account(
            person=step * PEOPLE + i + 1, first_name=FIRST_NAMES[first[i]], last_name=LAST_NAMES[last[i]],
            birth_date=born, segment=str(segment[i]), store=int(home[i]), joined=max(int(joined[i]), of_age),
            consent=bool(consent[i]), activity=float(activity[i]),
        ))
    settled = np.flatnonzero(joined < DAYS - 200)
    return people + [_second(rng, people[i]) for i in rng.choice(settled, DOUBLES, replace=False)]


def _second(rng: np.random.Generator, account: _Account) -> _Account:
    """The same person again, later, as another clerk or keyboard would spell the name."""
    later = int(rng.integers(max(account.joined, -900) + 30, DAYS))
    first, last = _respelt(rng, account.first_name, account.last_name)
    return _Account(**{**vars(account), "first_name": first, "last_name": last, "joined": later,
                       "consent": bool(rng.random() < 0.7), "activity": account.activity * 0.4})


def _respelt(rng: np.random.Generator, first: str, last: str) -> tuple[str, str]:
    choices = []
    if first in SHORT_FORMS:
        choices.append((SHORT_FORMS[first], last))
    if last.translate(ASCII) != last:
        choices += [(first, last.translate(ASCII)), (first, last.translate(PLAIN_LETTERS))]
    elif last.endswith(("er", "el", "en")):
        choices.append((first, last[:-2] + last[-1]))
    at = int(rng.integers(1, len(last) - 1))
    choices.append((first, last[:at] + last[at] + last[at:]))
    if first.translate(ASCII) != first:
        choices.append((first.translate(ASCII), last))
    return choices[int(rng.integers(len(choices)))]


def _email(account: _Account, mails: dict[str, int], host: str) -> str:
    name = f"{account.first_name}.{account.last_name}".translate(ASCII).translate(PLAIN_LETTERS).lower()
    mails[name] = mails.get(name, 0) + 1
    return f"{name}{mails[name] if mails[name] > 1 else ''}@{host}"
