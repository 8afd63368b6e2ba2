"""Session: one load under way: the ledger's connection inside its transaction, and DuckDB beside it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

from graph_service.findings import Finding, LoadError
from graph_service.loading.ledger.counts import Counts
from graph_service.loading.ledger.interning import forget_after, prepare_interning
from graph_service.loading.ledger.names import known_names
from graph_service.loading.ledger.quarantined import keep_quarantine
from graph_service.loading.ledger.schema import ALIAS_INDEX, clear_working_tables, prepare_ledger
from graph_service.loading.ledger.take import retire, take
from graph_service.loading.ledger.told import note_failed, note_loaded
from graph_service.loading.mapping.uses import recognised_classes
from graph_service.loading.product.product import DataProduct, Draft
from graph_service.loading.publishing.publish import Published, publish
from graph_service.loading.report import Outcome, ProductReport
from graph_service.loading.runs import ProductStatus, next_run, note_checked, note_run, product_states, utc_now
from graph_service.loading.sql.duck import Connection as Staging
from graph_service.loading.sql.written import SECONDS
from graph_service.loading.staging.ahead import each_ahead
from graph_service.loading.staging.fingerprint import fingerprint
from graph_service.loading.staging.stage import stage
from graph_service.loading.staging.staged import Staged
from graph_service.ontology.model import Ontology
from graph_service.stores.connection import Connection

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a load needs besides products: the ontology and its files as one text, the data root, the base IRI of
    entities, the time zone of local times, the workspace's clock (of functions and promises; runs have the real time),
    how long SQL that people wrote may take, and whether a source may be empty that held records before."""

    ontology: Ontology
    source: bytes
    root: Path
    base: str
    zone: str
    now: datetime
    sql_seconds: float = SECONDS
    allow_empty: bool = False


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """A product before it is written: staged, or unchanged with the counts of that; `started` is when that began,
    `seconds` what it took."""

    digest: str
    started: str = field(default_factory=utc_now)
    staged: Staged | None = None
    counts: Counts = field(default_factory=Counts)
    seconds: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Session:
    """`known` is the highest alias before this load."""

    connection: Connection
    staging: Staging
    settings: Settings
    known: int
    progress: Progress | None = None

    def load(self, products: Sequence[DataProduct]) -> Iterator[ProductReport]:
        """Load one product after the other; each is staged ahead, while the one before it is written."""
        states = {state.name: state for state in product_states(self.connection)}
        prepare = partial(self._prepare, states)
        with closing(each_ahead(self.staging, products, prepare, _asks_the_ledger)) as ready:
            for product, prepared in ready:
                yield self._load(product, prepared)

    def take(self, staged: Staged, digest: str = "", started: str = "") -> Counts:
        """Bring a staged product into the ledger, with its quarantine and its run."""
        run = next_run(self.connection)
        settings = self.settings
        counts = take(
            self.staging,
            self.connection,
            staged,
            run=run,
            ontology=settings.ontology,
            base=settings.base,
            known=self.known,
        )
        keep_quarantine(self.staging, self.connection, staged.product, run)
        ontology, began = settings.ontology.digest, started or utc_now()
        note_run(self.connection, staged, counts, run=run, ontology=ontology, digest=digest, started=began)
        return counts

    def retire(self, product: str) -> ProductReport:
        """Forget a product that is no longer in the mesh."""
        counts = Counts(removed=retire(self.connection, product))
        return ProductReport(name=product, version="", outcome=Outcome.RETIRED, counts=counts)

    def refuse(self, draft: Draft) -> ProductReport:
        """A product whose own files cannot be read keeps what it said last."""
        note_failed(self.connection, draft.name, utc_now(), draft.findings)
        version = draft.contract.version if draft.contract else ""
        return ProductReport(name=draft.name, version=version, outcome=Outcome.FAILED, findings=draft.findings)

    def publish(self) -> Published:
        """Serve what the ledger says now."""
        self.connection.execute(ALIAS_INDEX)
        settings = self.settings
        return publish(self.connection, settings.ontology, settings.source, base=settings.base, known=self.known)

    def _load(self, product: DataProduct, ready: Callable[[], Prepared]) -> ProductReport:
        """Take one product in, or find it unchanged, or leave everything as it was if it cannot be loaded."""
        began = time.perf_counter()
        try:
            with self._all_or_nothing():
                prepared = ready()
                began = time.perf_counter() - prepared.seconds
                if prepared.staged is None:
                    note_checked(self.connection, product.name)
                    return _report(product, Outcome.UNCHANGED, began, prepared.counts)
                counts = self.take(prepared.staged, prepared.digest, prepared.started)
        except LoadError as error:
            note_failed(self.connection, product.name, utc_now(), error.findings)
            return _report(product, Outcome.FAILED, began, Counts(), *error.findings)
        findings = (*product.findings, *prepared.staged.findings)
        note_loaded(self.connection, product.name, findings)
        return _report(product, Outcome.LOADED, began, counts, *findings)

    def _prepare(self, states: Mapping[str, ProductStatus], staging: Staging, product: DataProduct) -> Prepared:
        """Stage a product, unless it is unchanged. Only one that `_asks_the_ledger` touches the ledger's connection:
        the others are prepared in another thread."""
        began, started = time.perf_counter(), utc_now()
        digest, state = self._fingerprint(product), states.get(product.name)
        if state and digest and state.digest == digest:
            return Prepared(digest=digest, counts=state.counts.nothing_new(), seconds=time.perf_counter() - began)
        staged = self._stage(staging, product, state)
        return Prepared(digest=digest, staged=staged, started=started, seconds=time.perf_counter() - began)

    def _stage(self, staging: Staging, product: DataProduct, state: ProductStatus | None) -> Staged:
        before = state.counts.sources if state and not self.settings.allow_empty else {}
        return stage(
            staging,
            product,
            root=self.settings.root,
            ontology=self.settings.ontology,
            zone=self.settings.zone,
            known=partial(known_names, self.connection, self.settings.ontology),
            held={name: source.read for name, source in before.items()},
            progress=self.progress,
            now=self.settings.now,
            sql_seconds=self.settings.sql_seconds,
        )

    def _fingerprint(self, product: DataProduct) -> str:
        settings = self.settings
        known = partial(known_names, self.connection, settings.ontology)
        of = (settings.base, settings.zone)
        return fingerprint(product, settings.ontology, root=settings.root, known=known, settings=of)

    @contextmanager
    def _all_or_nothing(self) -> Iterator[None]:
        self.connection.execute("SAVEPOINT product")
        try:
            yield
        except LoadError:
            self.connection.execute("ROLLBACK TO product")
            forget_after(self.staging, self.connection)
            raise
        finally:
            self.connection.execute("RELEASE product")


def begin(connection: Connection, staging: Staging, settings: Settings, progress: Progress | None = None) -> Session:
    """A load begins, inside the transaction that holds the ledger's write lock."""
    prepare_ledger(connection)
    clear_working_tables(connection)
    prepare_interning(staging)
    known = int(connection.execute('SELECT coalesce(max(id), 0) FROM "ledger:alias"').get)
    return Session(connection=connection, staging=staging, settings=settings, known=known, progress=progress)


def _asks_the_ledger(product: DataProduct) -> bool:
    """Whether the mapping looks for names that the products before it may bring."""
    return bool(recognised_classes(product.mapping))


def _report(product: DataProduct, outcome: Outcome, began: float, counts: Counts, *findings: Finding) -> ProductReport:
    return ProductReport(
        name=product.name,
        version=product.version,
        outcome=outcome,
        counts=counts,
        findings=findings,
        seconds=time.perf_counter() - began,
    )
