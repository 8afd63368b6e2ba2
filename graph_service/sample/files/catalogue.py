"""The catalogue's files: products and categories."""

from __future__ import annotations

from graph_service.sample.assortment import LABELS_DE, SUBCATEGORIES
from graph_service.sample.catalogue import BRAND_NAMES
from graph_service.sample.files.identifiers import category_ids
from graph_service.sample.files.table import ISO, Table, decimals, whole
from graph_service.sample.story import Cut, Story

LEVELS = ("department", "category", "subcategory")


def tables(story: Story, cut: Cut) -> list[Table]:
    """All products and categories, whatever the cut, because every other team's rows name them."""
    return [_products(story), _categories()]


def _products(story: Story) -> Table:
    goods, ids = story.world.catalogue, category_ids()
    kinds = [SUBCATEGORIES[index] for index in goods.subcategory]
    return Table(path="catalogue/products.csv", key=("gtin",), columns={
        "gtin": list(goods.gtin),
        "name": list(goods.name),
        "brand": [BRAND_NAMES[index] for index in goods.brand],
        "subcategory_id": [ids[kind.department, kind.category, kind.name] for kind in kinds],
        "pack_size": whole(goods.case),
        "net_content": ["" if content is None else str(content) for content in goods.content],
        "content_unit": [kind.unit for kind in kinds],
        "shelf_life_days": [str(life) if life else "" for life in goods.shelf_life],
        "list_price": decimals(goods.price_cents / 100, 2),
        "unit_cost": decimals(goods.unit_cost, 2),
        "launched_on": [_date(day) for day in goods.launched],
        "delisted_on": [_date(day) for day in goods.delisted],
    })


def _date(day: int) -> str:
    return ISO[day] if 0 <= day < len(ISO) else ""


def _categories() -> Table:
    german = LABELS_DE | {subcategory.name: subcategory.name_de for subcategory in SUBCATEGORIES}
    ids = dict(sorted(category_ids().items(), key=lambda pair: pair[1]))
    return Table(path="catalogue/categories.csv", key=("id",), columns={
        "id": list(ids.values()),
        "label_en": [path[-1] for path in ids],
        "label_de": [german[path[-1]] for path in ids],
        "parent_id": [ids.get(path[:-1], "") for path in ids],
        "level": [LEVELS[len(path) - 1] for path in ids],
    })
