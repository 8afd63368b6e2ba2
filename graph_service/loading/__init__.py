"""Loading: data products become entities, in one transaction, with every value's source kept.

    product    a folder of loaders/: contract, descriptor, mapping      product.py contract/ yarrrml.py r2rml.py
    stage      read → check → map, as SQL in DuckDB over whole files    staging.py sources.py rules.py quarantine.py
    take       compare by digest → intern aliases → count → write       ledger.py difference.py interning.py counts.py
    identity   aliases that are the same become one entity              identity.py keys.py
    merge      one contribution: INSERT … SELECT; several: one by one   singles.py several.py merging.py filling.py
    shapes     SHACL on merged entities; some are withheld              shapes.py constraints.py withholding.py
    publish    rebuild or follow, tombstones, generation                publish.py tables.py scope.py
    load       the order of it all                                      load.py session.py
    ask back   what happened, what waits, who said so                   runs.py quarantined.py pending.py why.py

Nothing is imported here: who wants a part names its module.
"""
