"""Sample: a small grocer's world from one seed: 12 stores, 150 products, 730 days up to Tuesday 2026-06-30.

    write(out, seed=1, scale=1, dirty=0)         eight products' CSV files and the truth; about 585,000 records
    write(out, stores=SMALL_STORES, days=400)    a cut of the same world; about 99,000 records
    simulate(build(seed), policy, start, stop)   the shelves under an ordering policy; all policies meet the same luck
    incumbent                                    the rule that made the history

The eight teams do not agree on purpose: a product is `gtin` (14 digits) in catalogue and stores, `sku` in sales with
`gtin_13` (missing six times), `item_no` in inventory with `ean_ref` and `ean` in supply (both without leading zeros),
a name in social; a store is `store_no`, a till code, a site, a GLN. Inventory counts drinks in packs (`PCK`), two
weather stations report °F and inches, `list_price` and `unit_price` are gross and `unit_cost` and `purchase_price` net
(all per piece), sales' times are local and social's are UTC, supply writes DD.MM.YYYY.

`truth/` holds what the products do not say (crosswalk, demand, effects, events, true stock, people, faults, manifest)
and is never loaded as a product. In `truth/demand.csv`, `lost` is the first choice that the product itself could not
serve, whether or not another product was bought instead.

All of it is generated and free of rights (CC0); people, brands and numbers are invented.
"""

from graph_service.sample.calendar import DAYS, FIRST, TODAY
from graph_service.sample.policy import Known, Policy, incumbent
from graph_service.sample.recipe import Recipe
from graph_service.sample.shelves import History, Shelves
from graph_service.sample.simulation import simulate
from graph_service.sample.stores import SMALL_STORES
from graph_service.sample.world import World, build
from graph_service.sample.write import Manifest, write

SMALL_DAYS = 400

__all__ = [
    "DAYS",
    "FIRST",
    "SMALL_DAYS",
    "SMALL_STORES",
    "TODAY",
    "History",
    "Known",
    "Manifest",
    "Policy",
    "Recipe",
    "Shelves",
    "World",
    "build",
    "incumbent",
    "simulate",
    "write",
]
