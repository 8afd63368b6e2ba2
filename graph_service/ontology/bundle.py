"""The ontology's files as one text, so that what a load recorded can be served after the files have changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from graph_service.findings import Finding, StoreError

SUFFIXES = (".ttl", ".owl", ".rdf", ".yaml", ".yml")
COMPLETE = ".complete"


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

    The folder itself is called `ontology`, so that a place in it reads like one in the workspace. StoreError if the
    bundle is none that `pack` makes: whoever may write to the store may not thereby write files elsewhere.
    """
    folder = cache / hashlib.sha256(bundle).hexdigest()[:24] / "ontology"
    if (folder / COMPLETE).exists():
        return folder
    files = {_place(folder, name): text for name, text in _files(bundle).items()}
    for path, text in files.items():
        _write(path, text)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / COMPLETE).touch()
    return folder


def _files(bundle: bytes) -> Mapping[str, str]:
    try:
        files = json.loads(bundle)
    except (ValueError, RecursionError) as error:
        raise _manipulated("it is no JSON") from error
    if not isinstance(files, dict) or not all(isinstance(text, str) for text in files.values()):
        raise _manipulated("it is no map of names to texts")
    return files


def _place(folder: Path, name: str) -> Path:
    """Where a file of the ontology lies: below the folder, and one of the kinds that `pack` takes."""
    path = (folder / name).resolve() if "\0" not in name else folder
    if not path.is_relative_to(folder.resolve()) or path.suffix not in SUFFIXES:
        raise _manipulated(f"{name!r} is no file of an ontology folder")
    return path


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except (OSError, UnicodeEncodeError) as error:
        raise _manipulated(f"{path.name!r} cannot be written ({type(error).__name__})") from error


def _manipulated(why: str) -> StoreError:
    remedy = "Run 'graph-service load' again."
    message = f"The ontology that the store recorded is not one that a load wrote: {why}. {remedy}"
    return StoreError(Finding(rule="store-ontology", message=message))
