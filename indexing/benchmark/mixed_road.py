# SPDX-License-Identifier: GPL-3.0-or-later
"""Generated ads through the real road: a case on disk, import of a file, index."""

from __future__ import annotations

from pathlib import Path

from indexing.engine.local import LocalEngine
from indexing.pipeline.importing import ImportChoices, ImportReport, import_source
from indexing.pipeline.indexing import IndexChoices, IndexReport, index
from indexing.progress import run
from indexing.store import ads, clusters
from indexing.store.case import Case, CaseMeta, create
from indexing.store.keys import Argon2Cost

_META = CaseMeta("Benchmark", "Generated data", "None", "2099-01-01", ("FR", "GB", "US"), ("fr",))
_ENTRY = "generated"


def new_case(folder: Path) -> Case:
    """An empty case, open for writing; its passphrase is cheap to try."""
    return create(folder, passphrase=_ENTRY, meta=_META, cost=Argon2Cost(64, 1, 1))[0]


def bring_in(case: Case, source: Path, pictures: Path | None = None) -> ImportReport:
    """Import one file with its pictures."""
    return run(import_source(case, source, ImportChoices(images=pictures)))


def indexed(case: Case, model: Path) -> IndexReport:
    """Index in this process; without a model at ``model`` the stages that need it are left out."""
    return run(index(case, IndexChoices(engine=LocalEngine(1), model=model)))


def clusters_by_source_id(case: Case) -> dict[str, int]:
    """The cluster of every ad, by its name in the source."""
    name = {row.ad: row.source_id for row in ads.iterate(case)}
    return {name[ad]: row.cluster for row in clusters.iterate(case) for ad in row.ads}
