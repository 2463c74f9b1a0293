# SPDX-License-Identifier: GPL-3.0-or-later
"""From stored ads to clusters: each stage takes up where it was left, and saves as it goes.

Links and clusters are made from all evidence; the analyst's judgements go in as data and are
never written here. What models add comes last, when clusters already stand.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from indexing.cluster.components import Components, cluster
from indexing.cluster.naming import name_clusters
from indexing.engine.base import Engine
from indexing.errors import BadInputError
from indexing.fingerprint.text_signature import STAMP as SIGNATURE
from indexing.fingerprint.text_signature import TextSignature
from indexing.link.shared_mentions import LINKING, merge_guessed_phones
from indexing.options import LinkOptions
from indexing.pipeline.evidence import Evidence, Links
from indexing.pipeline.linking import find_links
from indexing.pipeline.meaning_links import ModelChoices, relate_meaning, rescue_disguised
from indexing.pipeline.reading import extract, hash_pictures
from indexing.pipeline.templating import template_clusters
from indexing.progress import Progress, Steps
from indexing.records import ImageStatus
from indexing.store import (
    ads,
    audit,
    clusters,
    fingerprints,
    images,
    judgements,
    pairs,
    rulings,
    text_groups,
)
from indexing.store import mentions as stored_mentions
from indexing.store.case import Case

_WITHOUT_MODEL = ("model_missing", "model_wrong")


@dataclass(frozen=True, slots=True)
class StageReport:
    """One stage: what was done, how long it took, and why it was left out if it was."""

    name: str
    done: int
    seconds: float
    left_out: BadInputError | None = None


@dataclass(slots=True)
class IndexReport:
    """What an index run did and what stands now."""

    stages: list[StageReport] = field(default_factory=list)
    ads: int = 0
    clusters: int = 0
    links: int = 0
    hubs: int = 0


@dataclass(frozen=True, slots=True)
class IndexChoices:
    """How to index: the engine, the folders of the two models, thresholds."""

    engine: Engine
    model: Path
    similarity: Path | None = None
    options: LinkOptions = field(default_factory=LinkOptions)


def index(case: Case, choices: IndexChoices) -> Steps[IndexReport]:
    """Extract, fingerprint, link and cluster; then what models add, and templates."""
    report = IndexReport()
    yield from _timed(report, "extract", extract(case, choices.engine))
    yield from _timed(report, "pictures", hash_pictures(case))
    evidence = _evidence(case)
    links = Links()
    yield from _timed(report, "link", _link(case, evidence, links, choices.options))
    yield from _timed(report, "cluster", _cluster(case))
    rescued = _rescue(case, evidence, links, choices)
    yield from _timed(report, "disguised", rescued)
    yield from _timed(report, "templates", template_clusters(case))
    yield from _timed(report, "meaning", _relate_meaning(case, links, choices))
    report.ads = ads.count(case)
    report.clusters = clusters.counts(case).clusters
    report.links = pairs.count(case)
    report.hubs = len(links.hubs)
    with case.transaction():
        audit.record(case, audit.Act.COMBINATION, "indexed", count=report.ads)
    return report


def recluster(case: Case) -> int:
    """Clusters from the stored links and the judgements as they stand; returns how many."""
    with case.transaction():  # a judgement passed meanwhile comes before or after, never between
        groups = cluster(ads.ids(case), pairs.iterate(case), judgements.current(case))
        named = name_clusters(groups, clusters.current(case), clusters.next_id(case))
        clusters.replace(case, named)
    return len(named)


def _timed(report: IndexReport, name: str, steps: Steps[int]) -> Steps[None]:
    """Run a stage and report it; one that lacks its model is left out, and the rest stands."""
    began = time.monotonic()
    done, left_out = 0, None
    try:
        done = yield from steps
    except BadInputError as error:
        if error.code not in _WITHOUT_MODEL:
            raise
        left_out = error
    report.stages.append(StageReport(name, done, time.monotonic() - began, left_out))


def _link(case: Case, evidence: Evidence, links: Links, options: LinkOptions) -> Steps[int]:
    yield Progress("link", 0, 2)
    find_links(evidence, options, links)
    yield Progress("link", 1, 2)
    _save_links(case, links, options)
    yield Progress("link", 2, 2)
    return len(links.reasons)


def _cluster(case: Case) -> Steps[int]:
    found = recluster(case)
    yield Progress("cluster", 1, 1)
    return found


def _evidence(case: Case) -> Evidence:
    signatures = {
        ad: TextSignature.from_bytes(data) for ad, data in fingerprints.get_all(case, SIGNATURE)
    }
    found = stored_mentions.shared(case, LINKING, least=1)
    return Evidence(
        ads=ads.ids(case),
        signatures=signatures,
        mentions=list(found if case.meta.countries else merge_guessed_phones(found)),
        images=[
            one
            for one in images.fingerprints(case)
            if one.status in (ImageStatus.OK, ImageStatus.TEXT)
        ],
        ads_by_image=images.ads_by_image(case),
        rulings=rulings.current(case),
        features=partial(images.features, case),
    )


def _save_links(case: Case, links: Links, options: LinkOptions) -> None:
    with case.transaction():
        pairs.replace_machine(
            case, links.pairs(), links.hubs, json.dumps(options.as_dict(), sort_keys=True)
        )
        ads.set_duplicates(case, links.duplicate_of)
        text_groups.put(case, links.text_group)


def _rescue(case: Case, evidence: Evidence, links: Links, choices: IndexChoices) -> Steps[int]:
    """Join texts in disguise to what they repeat, and draw the clusters anew where that did."""
    if choices.similarity is None:
        raise BadInputError("model_missing")
    groups = Components(evidence.ads)
    for ad, group in links.text_group.items():
        groups.join(ad, group)
    model = ModelChoices(choices.similarity, choices.options)
    before = len(links.reasons)
    joined = yield from rescue_disguised(case, evidence.signatures, groups, links, model)
    if len(links.reasons) > before or joined:
        links.text_group = {ad: groups.root(ad) for ad in evidence.ads}
        _save_links(case, links, choices.options)
        recluster(case)
    return joined


def _relate_meaning(case: Case, links: Links, choices: IndexChoices) -> Steps[int]:
    done = yield from relate_meaning(case, links, ModelChoices(choices.model, choices.options))
    if links.text_group:
        _save_links(case, links, choices.options)
        clusters.refresh(case)
    return done
