"""Assortment: what a grocer sells and who delivers it, as one table; brands, variants and suppliers are invented."""

from __future__ import annotations

from dataclasses import dataclass

TABLE = """
Fresh/Dairy/Yoghurt | 5 | 24 | 1.5 | .3 | 1.6 | 1.9 | 0 | .05, 200 | - | 0 | 0
Fresh/Dairy/Milk Drinks | 5 | 18 | 1.4 | .3 | 1.4 | 1.9 | 0 | .05, 200 | - | 0 | 0
Fresh/Chilled/Fresh Salads | 5 | 11 | 2.9 | .38 | 1.3 | 1.7 | 3 | .15, 190 | salad | 1 | 1
Fresh/Chilled/Fresh Soups | 4 | 21 | 3.9 | .36 | 1 | 1.8 | 3 | .2, 15 | cold | 0 | 1
Fresh/Meat/Barbecue Meat | 6 | 14 | 5.9 | .32 | 1.4 | 2.2 | 1 | .3, 185 | bbq | 2 | 2
Fresh/Meat/Sausages | 5 | 24 | 3.4 | .31 | 1.3 | 2 | 1 | .15, 185 | bbqlite | 2 | 2
Fresh/Bakery/Packaged Bread | 5 | 11 | 1.9 | .36 | 1.5 | 1.2 | 2 | .03, 20 | - | 0 | 3
Fresh/Bakery/Burger Buns | 4 | 18 | 1.7 | .38 | .9 | 1.7 | 2 | .2, 185 | bbqlite | 2 | 3
Frozen/Desserts/Ice Cream | 8 | - | 4.2 | .36 | 1.4 | 2.2 | 4 | .3, 195 | ice | 1 | 4
Frozen/Meals/Frozen Pizza | 4 | - | 3.1 | .3 | 1.2 | 2.3 | 4 | .04, 20 | - | 1 | 4
Grocery/Dry Goods/Pasta | 5 | - | 1.4 | .28 | 1.2 | 2.2 | 6 | .04, 20 | - | 0 | 5
Grocery/Dry Goods/Pasta Sauce | 4 | - | 2.3 | .33 | 1 | 2 | 6 | .04, 20 | - | 0 | 5
Grocery/Dry Goods/Canned Soup | 6 | - | 2.2 | .33 | .9 | 1.9 | 6 | .2, 15 | cold | 0 | 1
Grocery/Condiments/Barbecue Sauce | 5 | - | 2.4 | .37 | .8 | 1.8 | 6 | .25, 185 | bbqlite | 2 | 5
Grocery/Snacks/Crisps | 5 | - | 1.9 | .33 | 1.3 | 2.3 | 7 | .05, 190 | - | 1 | 6
Grocery/Sweets/Chocolate | 6 | - | 1.6 | .32 | 1.4 | 2.3 | 7 | .1, 350 | - | 1 | 6
Grocery/Sweets/Biscuits | 3 | - | 1.9 | .33 | .9 | 2 | 7 | .05, 340 | - | 0 | 6
Drinks/Soft/Water | 5 | - | 0.9 | .3 | 1.8 | 1.6 | 5 | .1, 195 | drink | 1 | 7
Drinks/Soft/Soft Drinks | 6 | - | 1.6 | .31 | 1.7 | 2.2 | 5 | .1, 195 | drink | 1 | 7
Drinks/Soft/Juice | 4 | 28 | 2.4 | .31 | 1 | 2 | 5 | .05, 195 | - | 0 | 7
Drinks/Alcohol/Beer | 6 | - | 1.3 | .27 | 1.7 | 2.6 | 5 | .1, 190 | drink | 2 | 8
Drinks/Hot/Coffee | 5 | - | 6.9 | .26 | 1.1 | 2.7 | 7 | .06, 10 | - | 0 | 9
Drinks/Hot/Tea | 5 | - | 2.6 | .36 | .8 | 1.7 | 7 | .2, 10 | cold | 0 | 9
Household/Grill/Charcoal | 4 | - | 6.5 | .34 | .8 | 1.8 | 8 | .3, 185 | bbq | 2 | 10
Household/Cleaning/Detergent | 4 | - | 5.5 | .29 | .8 | 2.5 | 8 | 0, 1 | - | 1 | 10
Household/Cleaning/Paper Goods | 4 | - | 3.6 | .27 | 1.1 | 2.3 | 8 | 0, 1 | - | 1 | 10
Care/Skin/Sun Care | 4 | - | 8.5 | .42 | .5 | 1.7 | 8 | .4, 190 | sun | 1 | 11
Care/Health/Cold Remedies | 4 | - | 4.9 | .42 | .6 | 1.2 | 8 | .3, 20 | cold | 0 | 11
Care/Body/Shower Gel | 4 | - | 2.3 | .35 | .8 | 2.2 | 8 | .03, 190 | - | 1 | 11
Non-Food/Rain/Umbrellas | 4 | - | 11 | .46 | .35 | 1.6 | 9 | .1, 320 | rain | 0 | 12
Non-Food/Season/Balcony & Garden | 3 | - | 7.5 | .44 | .4 | 1.7 | 9 | .45, 125 | sun | 1 | 12
Non-Food/Season/Winter Goods | 3 | - | 6.5 | .44 | .4 | 1.5 | 9 | .45, 10 | frost | 0 | 12
"""

# Subcategory | German label | net content | unit | variants.
PACKAGES = """
Yoghurt | Joghurt | 500 | g | Erdbeere, Natur, Heidelbeere, Süßkirsche, Vanille
Milk Drinks | Milchgetränke | 500 | ml | Kakao, Banane, Kaffee, Vanille Leicht, Nuss
Fresh Salads | Frische Salate | 300 | g | Kartoffel, Gurke Dill, Couscous, Krabben, Möhre Apfel
Fresh Soups | Frische Suppen | 400 | ml | Kürbis, Linse, Tomate Basilikum, Hühner
Barbecue Meat | Grillfleisch | 600 | g | Nackensteak, Hähnchenspieß, Spareribs, Lammkotelett, Putensteak, Bauchscheiben
Sausages | Würstchen | 300 | g | Nürnberger Art, Thüringer Art, Geflügel, Käsekrainer, Chorizo
Packaged Bread | Abgepacktes Brot | 500 | g | Vollkorn, Dinkel, Toast, Körner, Roggen
Burger Buns | Hamburgerbrötchen | 6 | pc | Sesam, Brioche, Vollkorn Mini, Süßkartoffel
Ice Cream | Eiscreme | 900 | ml | Vanille, Schoko, Walnuss, Himbeere, Stracciatella, Erdbeer Sorbet, Karamell, Zitrone
Frozen Pizza | Tiefkühlpizza | 400 | g | Salami, Margherita, Vier Käse, Gemüse
Pasta | Nudeln | 500 | g | Spaghetti, Penne, Fusilli, Bandnudeln, Lasagneblätter
Pasta Sauce | Nudelsoße | 400 | g | Bolognese, Arrabbiata, Basilikum, Käse Sahne
Canned Soup | Dosensuppe | 800 | ml | Gulasch, Erbsen, Linsen, Hühnernudel, Tomaten, Kartoffel
Barbecue Sauce | Grillsoße | 250 | ml | Rauch, Curry, Knoblauch, Süß Scharf, Senf Honig
Crisps | Chips | 175 | g | Paprika, Meersalz, Sour Cream, Röstzwiebel, Chili
Chocolate | Schokolade | 100 | g | Vollmilch, Zartbitter, Haselnuss, Weiße, Marzipan, Knusper
Biscuits | Kekse | 200 | g | Butter, Hafer, Doppelkeks
Water | Wasser | 1500 | ml | Classic, Medium, Still, Naturell, Zitrone Hauch
Soft Drinks | Limonaden | 1000 | ml | Cola, Orange, Zitrone, Cola Zero, Holunderblüte, Bitter Grapefruit
Juice | Saft | 1000 | ml | Apfel, Orange Direkt, Multivitamin, Johannisbeere
Beer | Bier | 500 | ml | Pils, Helles, Weizen, Radler, Alkoholfrei, Schwarzbier
Coffee | Kaffee | 500 | g | Crema, Espresso, Filter Mild, Entkoffeiniert, Röstmeister
Tea | Tee | 25 | pc | Pfefferminze, Kamille, Früchte, Grün, Kräuter
Charcoal | Grillkohle | 3000 | g | Buche, Briketts, Schnellzünder, Kokos
Detergent | Waschmittel | 1500 | ml | Color, Voll, Fein, Sensitiv
Paper Goods | Papierwaren | 8 | pc | Küchenrolle, Toilettenpapier, Taschentücher, Servietten
Sun Care | Sonnenpflege | 200 | ml | LSF 30, LSF 50, Après, Kinder LSF 50
Cold Remedies | Erkältungsmittel | 20 | pc | Halsbonbon, Brausetablette, Bad Thymian, Nasenspülung
Shower Gel | Duschgel | 250 | ml | Meer, Lavendel, Sport, Mandelblüte
Umbrellas | Regenschirme | - | pc | Taschenschirm, Stockschirm, Kinderschirm, Sturmschirm
Balcony & Garden | Balkon & Garten | - | pc | Gießkanne, Blumenerde, Lichterkette
Winter Goods | Winterwaren | - | pc | Eiskratzer, Handschuhe, Streusalz
"""

LABELS_DE = {
    "Fresh": "Frisches", "Frozen": "Tiefkühlkost", "Grocery": "Lebensmittel", "Drinks": "Getränke",
    "Household": "Haushalt", "Care": "Pflege", "Non-Food": "Non-Food", "Dairy": "Molkereiprodukte",
    "Chilled": "Gekühltes", "Meat": "Fleisch", "Bakery": "Backwaren", "Desserts": "Desserts", "Meals": "Fertiggerichte",
    "Dry Goods": "Trockenwaren", "Condiments": "Würzmittel", "Snacks": "Knabberwaren", "Sweets": "Süßwaren",
    "Soft": "Alkoholfreies", "Alcohol": "Alkoholisches", "Hot": "Heißgetränke", "Grill": "Grillbedarf",
    "Cleaning": "Reinigung", "Skin": "Haut", "Health": "Gesundheit", "Body": "Körper", "Rain": "Regen",
    "Season": "Saison",
}

# Three brands per family, in the order of the families; shares .5, .3, .2.
BRANDS = (
    ("Almwiese", "Küstenmilch", "Grünhof"),
    ("Löffelglück", "Hagebusch", "Feldküche"),
    ("Rauchhof", "Glutwerk", "Böhmerland"),
    ("Mühlenkrone", "Ährengold", "Backliebe"),
    ("Polarstern", "Schneekönig", "Eisvogel"),
    ("Nonna Lina", "Würzgarten", "Tavola"),
    ("Knusperling", "Süßstern", "Naschwerk"),
    ("Quellfrisch", "Sprudelbär", "Obsthain"),
    ("Hopfenfürst", "Brückenbräu", "Nordfass"),
    ("Röstwerk", "Morgenduft", "Teekönig"),
    ("Glanzmöwe", "Hausgrün", "Blitzrein"),
    ("Sonnentau", "Vitalborn", "Hautfein"),
    ("Regenmöwe", "Gartenlöwe", "Winterpelz"),
)
BRAND_SHARES = (0.5, 0.3, 0.2)


@dataclass(frozen=True, kw_only=True)
class Supplier:
    """Who delivers: promised lead days and the fewest packs of one order."""

    name: str
    country: str
    promised_days: int
    minimum_packs: int


SUPPLIERS = (
    Supplier(name="Dairy Direct GmbH", country="DE", promised_days=2, minimum_packs=4),
    Supplier(name="Meat Partners GmbH", country="DE", promised_days=2, minimum_packs=4),
    Supplier(name="Bakery Union eG", country="DE", promised_days=2, minimum_packs=4),
    Supplier(name="Chilled Fresh GmbH", country="DE", promised_days=2, minimum_packs=3),
    Supplier(name="Frozen Line A/S", country="DK", promised_days=3, minimum_packs=3),
    Supplier(name="Drinks Depot GmbH", country="DE", promised_days=3, minimum_packs=5),
    Supplier(name="Grocery North GmbH", country="DE", promised_days=5, minimum_packs=4),
    Supplier(name="Grocery South GmbH", country="AT", promised_days=5, minimum_packs=4),
    Supplier(name="Household Supply B.V.", country="NL", promised_days=5, minimum_packs=3),
    Supplier(name="Import Trading Ltd", country="IE", promised_days=6, minimum_packs=2),
)


@dataclass(frozen=True, kw_only=True)
class Subcategory:
    """One line of the two tables above."""

    department: str
    category: str
    name: str
    name_de: str
    products: int
    shelf_life: int | None
    price: float
    margin: float
    speed: float
    elasticity: float
    supplier: int
    amplitude: float
    peak: int
    weather: str
    weekday_kind: int
    family: int
    content: int | None
    unit: str
    variants: tuple[str, ...]


def _cells(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]


def _subcategory(cells: list[str], package: list[str]) -> Subcategory:
    department, category, name = cells[0].split("/")
    amplitude, peak = cells[8].split(",")
    return Subcategory(
        department=department, category=category, name=name, name_de=package[1], products=int(cells[1]),
        shelf_life=None if cells[2] == "-" else int(cells[2]), price=float(cells[3]), margin=float(cells[4]),
        speed=float(cells[5]), elasticity=float(cells[6]), supplier=int(cells[7]), amplitude=float(amplitude),
        peak=int(peak), weather=cells[9], weekday_kind=int(cells[10]), family=int(cells[11]),
        content=None if package[2] == "-" else int(package[2]), unit=package[3],
        variants=tuple(variant.strip() for variant in package[4].split(",")),
    )


def _subcategories() -> tuple[Subcategory, ...]:
    packages = {cells[0]: cells for cells in _cells(PACKAGES)}
    return tuple(_subcategory(cells, packages[cells[0].split("/")[2]]) for cells in _cells(TABLE))


SUBCATEGORIES = _subcategories()
SUBCATEGORY = {subcategory.name: index for index, subcategory in enumerate(SUBCATEGORIES)}
