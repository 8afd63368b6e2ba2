"""Supply's files: suppliers, terms, purchase orders and their lines."""

from __future__ import annotations

import numpy as np

from graph_service.sample.assortment import SUPPLIERS
from graph_service.sample.files.identifiers import ean, supplier_no
from graph_service.sample.files.orders import OrderLines, order_lines
from graph_service.sample.files.table import GERMAN, Table, decimals, optional, pick, whole
from graph_service.sample.story import Cut, Story

ORDER_WEEKDAY = "Wednesday"
STATUS = ("open", "received", "short")
LAYERS = (6, 8, 10, 12)


def tables(story: Story, cut: Cut) -> list[Table]:
    """All suppliers and terms; orders of kept stores that arrived on a kept day or are open."""
    lines = order_lines(story, cut)
    return [_suppliers(), _terms(story), _purchase_orders(story, lines), _purchase_order_lines(story, lines)]


def _suppliers() -> Table:
    return Table(path="supply/suppliers.csv", key=("supplier_no",), columns={
        "supplier_no": [supplier_no(index) for index in range(len(SUPPLIERS))],
        "name": [supplier.name for supplier in SUPPLIERS],
        "country": [supplier.country for supplier in SUPPLIERS],
        "promised_lead_days": [str(supplier.promised_days) for supplier in SUPPLIERS],
        "minimum_packs": [str(supplier.minimum_packs) for supplier in SUPPLIERS],
        "order_weekday": [ORDER_WEEKDAY] * len(SUPPLIERS),
    })


def _terms(story: Story) -> Table:
    """`purchase_price` is net and per piece, as the catalogue's cost."""
    goods = story.world.catalogue
    return Table(path="supply/terms.csv", key=("ean",), columns={
        "ean": list(ean(goods)),
        "supplier_no": [supplier_no(index) for index in goods.supplier],
        "purchase_price": decimals(goods.unit_cost, 2),
        "packs_per_layer": [str(LAYERS[case % len(LAYERS)]) for case in goods.case.tolist()],
    })


def _purchase_orders(story: Story, lines: OrderLines) -> Table:
    """`short` if any line came with fewer packs than ordered."""
    world = story.world
    _, first, back = np.unique(lines.number, return_index=True, return_inverse=True)
    short = np.bincount(back, lines.shipped < lines.ordered) > 0
    status = np.where(lines.received[first], 1 + short, 0)
    return Table(path="supply/purchase_orders.csv", key=("po",), columns={
        "po": pick(lines.po, first),
        "supplier_no": [supplier_no(index) for index in world.supplier[lines.pair[first]]],
        "ship_to": pick([store.gln for store in world.stores], world.ranging.store[lines.pair[first]]),
        "ordered_on": pick(GERMAN, lines.ordered_on[first]),
        "status": pick(STATUS, status),
    })


def _purchase_order_lines(story: Story, lines: OrderLines) -> Table:
    return Table(path="supply/purchase_order_lines.csv", key=("po", "ean"), columns={
        "po": lines.po,
        "ean": pick(ean(story.world.catalogue), story.world.ranging.product[lines.pair]),
        "packs_ordered": whole(lines.ordered),
        "packs_shipped": optional(whole(lines.shipped), lines.received),
    })
