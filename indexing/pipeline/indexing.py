# SPDX-License-Identifier: GPL-3.0-or-later
"""From stored ads to clusters: each stage takes up where it was left, and saves as it goes.

What a stage derives is stamped with the method's version, so that only what is new or was made by
an older method is done again. Links and clusters are made from all evidence each time; the
analyst's judgements go in as data and are never written here.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TypeVar

from indexing.cluster.components import cluster
from indexing.cluster.naming import name_clusters
from indexing.engine.base import Engine
from indexing.errors import BadInputError
from indexing.extract import language, mentions
from indexing.extract.mentions import EXTRACT_VERSION
from indexing.fingerprint import local_features
from indexing.fingerprint.image_hash import STAMP as IMAGE_HASH
from indexing.fingerprint.image_hash import fingerprint, rejected
from indexing.fingerprint.text_signature import STAMP as SIGNATURE
from indexing.fingerprint.text_signature import TextSignature, signature
from indexing.images import thumbnail_jpeg
from indexing.link.shared_mentions import LINKING, merge_guessed_phones
from indexing.options import LinkOptions
from indexing.pipeline.evidence import Evidence, Links
from indexing.pipeline.linking import find_links
from indexing.pipeline.meaning_links import ModelChoices, relate_meaning
from indexing.progress import Progress, Steps
from indexing.records import ImageFingerprint, ImageStatus, Mention, Stamp
from indexing.sandbox.decoder import Decoder
from indexing.store import (
    ads,
    audit,
    clusters,
    fingerprints,
    images,
    judgements,
    pairs,
    rulings,
)
from indexing.store import mentions as stored_mentions
from indexing.store.ads import AdRow
from indexing.store.case import Case

EXTRACT = Stamp("mentions", f"{EXTRACT_VERSION} {SIGNATURE.version}")
"""One reading of an ad gives its mentions and its signature: a new method of either reads anew."""
PICTURE = Stamp(IMAGE_HASH.kind, f"{IMAGE_HASH.version},{local_features.STAMP.version}")
"""One decode gives a picture's hashes and its local features."""
TEXTS = 200
"""Ads in one batch of extraction and one transaction."""
PICTURES = 24
_REGIONS_OF_LANGUAGE = {
    "en": ("GB", "US"),
    "fr": ("FR",),
    "es": ("ES",),
    "de": ("DE",),
    "it": ("IT",),
    "pt": ("PT",),
    "nl": ("NL",),
    "ro": ("RO",),
    "pl": ("PL",),
    "uk": ("UA",),
    "ru": ("RU",),
}
T = TypeVar("T")
Reading = tuple[int, list[Mention], str, bytes]


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
    """How to index."""

    engine: Engine
    model: Path
    options: LinkOptions = field(default_factory=LinkOptions)


def index(case: Case, choices: IndexChoices) -> Steps[IndexReport]:
    """Extract, fingerprint, link, cluster; then related meaning, when clusters already stand."""
    report = IndexReport()
    yield from _timed(report, "extract", _extract(case, choices.engine))
    yield from _timed(report, "pictures", _hash_pictures(case))
    began = time.monotonic()
    yield Progress("link", 0, 2)
    links = find_links(_evidence(case), choices.options)
    yield Progress("link", 1, 2)
    _save_links(case, links, choices.options)
    yield Progress("link", 2, 2)
    report.stages.append(_stage("link", len(links.reasons), began))
    began = time.monotonic()
    report.clusters = recluster(case)
    yield Progress("cluster", 1, 1)
    report.stages.append(_stage("cluster", report.clusters, began))
    began = time.monotonic()
    try:
        done = yield from _relate_meaning(case, links, choices)
        report.stages.append(_stage("meaning", done, began))
    except BadInputError as error:
        if error.code not in ("model_missing", "model_wrong"):
            raise
        # without the model everything else stands; the report says what is missing
        report.stages.append(StageReport("meaning", 0, time.monotonic() - began, error))
    report.ads = ads.count(case)
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
    began = time.monotonic()
    done = yield from steps
    report.stages.append(_stage(name, done, began))


def _stage(name: str, done: int, began: float) -> StageReport:
    return StageReport(name, done, time.monotonic() - began)


def _batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    coming = iter(items)
    while batch := list(islice(coming, size)):
        yield batch


def _extract(case: Case, engine: Engine) -> Steps[int]:
    """Mentions, language and text signature of every ad that has none by today's method."""
    todo = stored_mentions.count_todo(case, EXTRACT)
    regions = case.meta.countries

    def work() -> Iterator[tuple[tuple[str, ...], list[AdRow]]]:
        for batch in _batches(stored_mentions.todo(case, EXTRACT), TEXTS):
            yield regions, batch

    done = 0
    for readings in engine.map(read_texts, work()):
        with case.transaction():
            stored_mentions.replace(case, {ad: found for ad, found, _, _ in readings}, EXTRACT)
            ads.set_language(case, {ad: tongue for ad, _, tongue, _ in readings})
            fingerprints.put(case, SIGNATURE, {ad: data for ad, _, _, data in readings})
        done += len(readings)
        yield Progress("extract", done, todo)
    fingerprints.drop_others(case, SIGNATURE)
    return done


def read_texts(batch: tuple[Sequence[str], Sequence[AdRow]]) -> list[Reading]:
    """Mentions, language and signature of some ads; pure, runs on any engine."""
    regions, rows = batch
    result = []
    for row in rows:
        fields = {
            "title": row.title,
            "body": row.body,
            "contacts": "\n".join(row.contacts),
            "author": row.author,
        }
        tongue = language.detect(f"{row.title}\n{row.body}")
        where = regions or likely_regions(row.site, tongue)
        found = mentions.extract(fields, regions=where, own_url=row.url)
        signed = signature(row.title, row.body, list(row.extra.values()))
        result.append((row.ad, found, tongue, signed.to_bytes()))
    return result


def likely_regions(site: str, tongue: str) -> tuple[str, ...]:
    """Countries whose numbers may stand here without a prefix, when the case names none.

    The site's country domain says it best; else the ad's language stands for its largest market.
    """
    domain = site.rpartition(".")[2].upper()
    if len(domain) == 2 and domain.isascii() and domain.isalpha():
        return ("GB",) if domain == "UK" else (domain,)
    return _REGIONS_OF_LANGUAGE.get(tongue, ())


def _hash_pictures(case: Case) -> Steps[int]:
    """Decode and hash every picture that was not, in the worker process; failures are kept."""
    images.require_version(case, PICTURE)
    todo = list(images.pending(case))
    if not todo:
        return 0
    done = 0
    with Decoder() as decoder:
        for batch in _batches(_decoded(case, decoder, todo), PICTURES):
            with case.transaction():
                for one, thumbnail in batch:
                    images.set_fingerprint(case, one)
                    if thumbnail:
                        images.put_thumbnail(case, one.sha256, thumbnail)
            done += len(batch)
            yield Progress("pictures", done, len(todo))
    return done


def _decoded(
    case: Case, decoder: Decoder, todo: Sequence[str]
) -> Iterator[tuple[ImageFingerprint, bytes]]:
    """Hashes and thumbnail of each picture; the worker decodes the next one meanwhile."""
    stored = ((sha256, images.read(case, sha256)) for sha256 in todo)
    for sha256, decoded in decoder.decode_many(stored):
        if isinstance(decoded, BadInputError):
            yield rejected(sha256, decoded.code), b""
        else:
            one = fingerprint(decoded, sha256)
            if one.status is ImageStatus.OK:
                one = replace(one, features=local_features.features(decoded.grey))
            yield one, thumbnail_jpeg(decoded)


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


def _relate_meaning(case: Case, links: Links, choices: IndexChoices) -> Steps[int]:
    done = yield from relate_meaning(case, links, ModelChoices(choices.model, choices.options))
    if links.text_group:
        _save_links(case, links, choices.options)
        clusters.refresh(case)
    return done
