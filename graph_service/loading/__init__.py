"""Loading: data products become entities, in one transaction, with every value's source kept.

A folder a step; a folder may use those above it, never those below:

    sql/         the SQL that staging writes           duck.py expression.py literals.py formats.py iris.py
    contract/    what a record must be like (ODCS)     odcs.py quality.py model.py
    mapping/     what a column means                   yarrrml.py r2rml.py functions.py units.py contributions.py
    product/     the three texts as one value          product.py descriptor.py order.py
    reading/     a file becomes a typed table          sources.py relations.py guard.py
    checking/    mapping and records are judged        check.py check_units.py rules.py quarantine.py freshness.py
    staging/     read → check → map, in DuckDB         stage.py work.py staged.py ahead.py fingerprint.py
    ledger/      compare → intern → count → write      transaction.py take.py difference.py interning.py told.py
    merging/     one entity of its contributions       identity.py scope.py singles.py several.py merge.py
    shapes/      SHACL on merged entities              violations.py constraints.py value_nodes.py
    publishing/  readers see the new graph             publish.py tables.py pending.py withholding.py classless.py

    load.py      the order of it all, with session.py; report.py and runs.py say what came of it

Nothing is imported here: who wants a part names its module.
"""
