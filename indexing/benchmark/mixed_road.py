# SPDX-License-Identifier: GPL-3.0-or-later
"""Generated ads through the real road: a case on disk, import of a file, index."""

from __future__ import annotations

from pathlib import Path

from indexing.engine.local import LocalEngine
from indexing.pipeline.importing import ImportChoices, ImportReport, import_source
from indexing.pipeline.indexing import IndexChoices, IndexReport, index
from indexing.progress import run
from indexing.store import ads, clusters
from indexing.store.case import Case, CaseMeta, create, open_case
from indexing.store.keys import Argon2Cost, Passphrase

_META = CaseMeta("Benchmark", "Generated data", "None", "2099-01-01", ("FR", "GB", "US"), ("fr",))
ENTRY = "generated"
"""Passphrase of every generated case: it holds nothing of anybody."""


def new_case(folder: Path) -> Case:
    """An empty case, open for writing; its passphrase is cheap to try."""
    return create(folder, passphrase=ENTRY, meta=_META, cost=Argon2Cost(64, 1, 1))[0]


def reopened(folder: Path) -> Case:
    """A case of ``new_case`` that was closed."""
    return open_case(folder, secret=Passphrase(ENTRY), mode="write")


def bring_in(case: Case, source: Path, pictures: Path | None = None) -> ImportReport:
    """Import one file with its pictures."""
    return run(import_source(case, source, ImportChoices(images=pictures)))


def indexed(case: Case, model: Path, similarity: Path | None = None) -> IndexReport:
    """Index in this process; stages whose model is not in its folder are left out."""
    choices = IndexChoices(engine=LocalEngine(1), model=model, similarity=similarity)
    return run(index(case, choices))


def clusters_by_source_id(case: Case) -> dict[str, int]:
    """The cluster of every ad, by its name in the source."""
    name = {row.ad: row.source_id for row in ads.iterate(case)}
    return {name[ad]: row.cluster for row in clusters.iterate(case) for ad in row.ads}
