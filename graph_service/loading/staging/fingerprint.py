"""Fingerprint: everything that decides what a product says. The same fingerprint as last time: nothing to do.

its folder's files · its sources' files · the ontology · the settings · the names that `recognise` looks for
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path

from graph_service.loading.mapping.uses import recognised_classes
from graph_service.loading.product.product import DataProduct
from graph_service.loading.reading.sources import file_digest, source_file
from graph_service.ontology.model import Ontology

VERSION = 1  # raised when reading, checking or mapping gives something else for the same files

Known = Callable[[str], Mapping[str, str]]


def fingerprint(
    product: DataProduct, ontology: Ontology, *, root: Path, known: Known, settings: tuple[str, ...]
) -> str:
    """The digest, empty where a file is absent: staging then says which."""
    sources = [source_file(product.contract, source, root) for source in product.contract.sources]
    if not all(path.is_file() for path in sources):
        return ""
    folder = sorted(path for path in product.folder.iterdir() if path.is_file())
    parts = {
        "version": VERSION,
        "settings": settings,
        "ontology": ontology.digest,
        "languages": ontology.languages,
        "files": {path.name: file_digest(path) for path in folder},
        "sources": [file_digest(path) for path in sources],
        "known": {cls: sorted(known(cls).items()) for cls in recognised_classes(product.mapping)},
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
