"""Making a workspace: a copy of the sample, or the empty folders with their settings."""

from __future__ import annotations

import shutil
from pathlib import Path

from graph_service.findings import Finding, UsageError
from graph_service.workspace import SETTINGS

OWNED = ("ontology", "loaders", "queries")
GUIDE = Path("docs", "your-own-domain.md")

EMPTY = {
    SETTINGS: """\
# Settings of this workspace.
base = "https://example.org/id/"       # every entity's IRI starts with it
languages = ["en"]                     # of labels, the first is the default
time_zone = "UTC"                      # of times without a zone
store = "sqlite"                       # or "neo4j"
data = "data"                          # where the products' files are
""",
    "actors.yaml": """\
# Who may ask, and with which attributes policies compare.
actors:
  analyst: {role: analyst, permissions: [explain]}
""",
    "ontology/shared.ttl": """\
@prefix :     <https://example.org/ontology/> .
@prefix owl:  <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

<https://example.org/ontology> a owl:Ontology ; rdfs:label "The ontology of this workspace"@en .
""",
    "loaders/README.md": "A folder per data product: contract.odcs.yaml, product.odps.yaml, mapping.yarrrml.yaml.\n",
    "queries/README.md": "A YAML file per saved query.\n",
    ".gitignore": ".graph-service/\n/data/\n",
}


def sample_source() -> Path:
    """Where the sample workspace is: inside the installed package, or the repository itself."""
    packaged = Path(__file__).parent / "sample_workspace"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent


def make_workspace(folder: Path, *, empty: bool = False) -> Path:
    """Make a workspace in `folder`, which must be absent or empty; returns its absolute path."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(
            Finding(rule="workspace", where=str(folder), message=f"'{folder}' is not empty; name a new folder.")
        )
    folder.mkdir(parents=True, exist_ok=True)
    source = sample_source()
    if empty:
        for name, text in EMPTY.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        (folder / GUIDE).parent.mkdir()
        shutil.copyfile(source / GUIDE, folder / GUIDE)
        return folder.resolve()
    for name in OWNED:
        shutil.copytree(source / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in (SETTINGS, "actors.yaml"):
        shutil.copyfile(source / name, folder / name)
    (folder / ".gitignore").write_text(EMPTY[".gitignore"], encoding="utf-8")
    return folder.resolve()
