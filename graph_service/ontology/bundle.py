"""The ontology's files as one text, so that what a load recorded can be served after the files have changed."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

SUFFIXES = (".ttl", ".owl", ".rdf", ".yaml", ".yml")


def pack(folder: Path) -> bytes:
    """Every file of the ontology folder, name to text, as canonical JSON."""
    files = {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.suffix in SUFFIXES and path.is_file()
    }
    return json.dumps(files, ensure_ascii=False, sort_keys=True).encode()


def unpack(bundle: bytes, cache: Path) -> Path:
    """The bundle's files again, in a folder of `cache` by their digest; written once.

    The folder itself is called `ontology`, so that a place in it reads like one in the workspace.
    """
    folder = cache / hashlib.sha256(bundle).hexdigest()[:24] / "ontology"
    if (folder / ".complete").exists():
        return folder
    for name, text in json.loads(bundle).items():
        path = (folder / name).resolve()
        if not path.is_relative_to(folder.resolve()):
            raise ValueError(f"an ontology file outside its folder: {name!r}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / ".complete").touch()
    return folder
