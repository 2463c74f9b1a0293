# SPDX-License-Identifier: GPL-3.0-or-later
"""From stored ads to clusters: each stage takes up where it was left, and saves as it goes.

Links and clusters are made from all evidence; the analyst's judgements go in as data and are
never written here. What models add comes last, when clusters already stand.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from indexing.cluster.components import Components, cluster
from indexing.cluster.naming import name_clusters
from indexing.engine.base import Engine
from indexing.errors import BadInputError
from indexing.fingerprint.text_signature import STAMP as SIGNATURE
from indexing.fingerprint.text_signature import TextSignature
from indexing.link.shared_mentions import LINKING, merge_guessed_phones
from indexing.link.shared_passages import Passage
from indexing.options import LinkOptions
from indexing.pipeline import model_reasons, text_index
from indexing.pipeline.adding import MOST_ADDED, add_links, redraw, worth_adding
from indexing.pipeline.evidence import Evidence, Links
from indexing.pipeline.linking import find_links
from indexing.pipeline.meaning_links import ModelChoices, relate_meaning, rescue_disguised
from indexing.pipeline.reading import extract, hash_pictures
from indexing.pipeline.reading_further import extract_further
from indexing.pipeline.reading_pictures import STAGE as PICTURE_TEXT
from indexing.pipeline.reading_pictures import read_pictures
from indexing.pipeline.ruled import ruled_things
from indexing.pipeline.runs import index_of, last_index, note_run
from indexing.pipeline.suggesting import suggest
from indexing.pipeline.templating import template_clusters
from indexing.pipeline.text_index import TextIndex
from indexing.progress import Progress, Steps
from indexing.records import ImageStatus
from indexing.store import (
    ads,
    audit,
    cluster_counts,
    clusters,
    fingerprints,
    further,
    images,
    judgements,
    list_facts,
    lost_ads,
    moves,
    pairs,
    picture_texts,
    text_groups,
)
from indexing.store import mentions as stored_mentions
from indexing.store.case import Case
from indexing.suggest.codebook import Codebook

_WITHOUT_MODEL = ("model_missing", "model_wrong", "reader_missing")
_LINKING = ("cluster", "disguised", "meaning")
"""Stages that a run which was killed, or had no model, may owe to all ads, old ones too."""


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
    passages: int = 0
    """Passages (a site's footer) that too many unlike texts share to join them."""
    unsettled: int = 0
    """Ads that came since all were linked; they are linked under the weights of before."""
    pictures_unread: int = 0
    """Pictures whose text was asked for and could not be read."""


@dataclass(frozen=True, slots=True)
class IndexChoices:
    """How to index: the engine, the folders of the two models, thresholds."""

    engine: Engine
    model: Path
    similarity: Path | None = None
    options: LinkOptions = field(default_factory=LinkOptions)
    codebook: Codebook | None = None
    """Whose rules are held against the ads; none are where there is no codebook."""
    full: bool = False
    """Link everything anew, so that weights and hubs are settled on all that is there now."""


def index(case: Case, choices: IndexChoices) -> Steps[IndexReport]:
    """Extract, fingerprint, link and cluster; templates and suggestions; then what models add."""
    report = IndexReport()
    yield from _timed(report, "extract", _extract(case, choices.engine))
    yield from _timed(report, "pictures", hash_pictures(case))
    run = _Run(case, choices)
    yield from _linked(report, run)
    if picture_texts.is_wanted(case):
        yield from _timed(report, PICTURE_TEXT, _read_pictures(case, choices.engine))
        grown = len(further.grown(case))
        if grown:  # links by what was read; so many are linked faster all at once
            run = _Run(case, replace(choices, full=grown > MOST_ADDED * ads.count(case)))
            yield from _linked(report, run)
    report.ads = ads.count(case)
    report.clusters = list_facts.sizes(case).clusters
    report.links = pairs.count(case)
    report.hubs = len(pairs.hubs(case))
    report.passages = len(run.passages)
    report.unsettled = run.unsettled
    if picture_texts.is_wanted(case):
        report.pictures_unread = picture_texts.counts(case)[2]
    with case.transaction():
        audit.record(case, audit.Act.COMBINATION, "indexed", count=report.ads)
    return report


def _linked(report: IndexReport, run: _Run) -> Steps[None]:
    """Links and clusters, then templates and suggestions, then what models add."""
    case, choices = run.case, run.choices
    yield from _timed(report, "link", run.link())
    yield from _timed(report, "cluster", run.cluster())
    yield from _timed(report, "disguised", run.rescue())
    yield from _timed(report, "templates", template_clusters(case, settled=run.new is None))
    if choices.codebook is not None:
        yield from _timed(report, "suggest", suggest(case, choices.engine, choices.codebook))
    yield from _timed(report, "meaning", run.relate_meaning())


def _read_pictures(case: Case, engine: Engine) -> Steps[int]:
    done = yield from read_pictures(case)
    yield from extract_further(case, engine)
    return done


def _extract(case: Case, engine: Engine) -> Steps[int]:
    done = yield from extract(case, engine)
    picture_texts.announce_known(case)
    done += yield from extract_further(case, engine)
    return done


def recluster(case: Case, *, like: Mapping[int, int] | None = None, by_act: bool = False) -> int:
    """Clusters from the stored links and the judgements as they stand; returns how many.

    Args:
        case: open for writing.
        like: the cluster that some ads were in: names are given as if they still were.
        by_act: record what moves with the newest operation, so that its undo names clusters alike.
    """
    with case.transaction():  # a judgement passed meanwhile comes before or after, never between
        groups = cluster(ads.ids(case), pairs.iterate(case), judgements.current(case))
        before = clusters.current(case)
        known = before if like is None else {**before, **like}
        named = name_clusters(groups, known, clusters.next_id(case), lost_ads.by_cluster(case))
        clusters.replace(case, named)
        if by_act:
            moves.keep(case, before, clusters.current(case))
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
    spent = time.monotonic() - began
    for place, before in enumerate(report.stages):
        if before.name == name:  # it ran a second time, with what pictures gave
            report.stages[place] = StageReport(name, done, before.seconds + spent, left_out)
            return
    report.stages.append(StageReport(name, done, spent, left_out))


class _Run:
    """Linking in one run: of everything, or of what is new since the last one."""

    def __init__(self, case: Case, choices: IndexChoices) -> None:
        self.case = case
        self.choices = choices
        self.links = Links()
        self.new: frozenset[int] | None = None
        self.unsettled = 0
        self._touched: set[int] = set()
        self._ended: frozenset[str] = frozenset(_LINKING)
        self._signatures: dict[int, TextSignature] | None = None
        self.passages: tuple[Passage, ...] = ()

    def link(self) -> Steps[int]:
        """Link by texts, contacts and pictures, and save the links."""
        yield Progress("link", 0, 2)
        new, grown = text_groups.ungrouped(self.case), list(further.grown(self.case))
        index = None if self.choices.full else last_index(self.case, self.choices.options)
        if index is not None and worth_adding(index, new):
            self._add(index, new, grown)
        else:
            self._link_all()
        yield Progress("link", 2, 2)
        return len(self.links.reasons)

    def _add(self, index: TextIndex, new: list[int], grown: list[int]) -> None:
        self.passages = index.passages
        self.new = frozenset(new)
        last = pairs.last_run(self.case)
        self.unsettled = len(new) + (int(last.counts.get("added", 0)) if last else 0)
        self._touched = judgements.since(self.case, last.at) if last else set()
        self._ended = frozenset(last.counts.get("ended", ()) if last else ())
        if not new and not grown:
            return
        options = self.choices.options
        with self.case.transaction():
            found = add_links(self.case, index, new, options, grown=grown)
            self.links, larger, touched = found
            self._touched |= touched
            further.settle(self.case, grown)
            note_run(self.case, options, larger, added=self.unsettled)
        text_index.save(self.case, larger)

    def _link_all(self) -> None:
        evidence = _evidence(self.case)
        find_links(evidence, self.choices.options, self.links)
        self.links.take_changed()
        self.passages = self.links.passages
        self._signatures = text_index.own_shingles(evidence.signatures, self.passages)
        index = index_of(evidence.ads, self._signatures, self.choices.options, self.passages)
        with self.case.transaction():
            before = model_reasons.stored(self.case)  # their stages replace them, with the model
            found = model_reasons.kept(self.links.pairs(), before)
            pairs.replace_machine(self.case, found, self.links.hubs)
            ads.set_duplicates(self.case, self.links.duplicate_of)
            text_groups.put(self.case, self.links.text_group)
            further.settle(self.case)
            note_run(self.case, self.choices.options, index)
        text_index.save(self.case, index)

    def cluster(self) -> Steps[int]:
        """Draw clusters anew, all or those that new links touch."""
        with self.case.transaction():
            found = self._draw(self._touched, everything=self._scope("cluster") is None)
            pairs.note_ended(self.case, "cluster")
        yield Progress("cluster", 1, 1)
        return found

    def _scope(self, stage: str) -> frozenset[int] | None:
        """The ads that a stage has to look at, or None for all."""
        return self.new if stage in self._ended else None

    def _draw(self, touched: set[int], *, everything: bool = False) -> int:
        if self.new is None or everything:
            return recluster(self.case)
        with self.case.transaction():
            if touched and not redraw(self.case, touched):
                recluster(self.case)
        return list_facts.sizes(self.case).clusters

    def rescue(self) -> Steps[int]:
        """Join texts in disguise to what they repeat; clusters follow."""
        if self.choices.similarity is None:
            raise BadInputError("model_missing", path=self.choices.model.with_name("retsim"))
        new = self._scope("disguised")
        if new is not None and not new:
            pairs.note_ended(self.case, "disguised")
            return 0
        model = ModelChoices(self.choices.similarity, self.choices.options)
        groups = Components(ads.ids(self.case))
        before = text_groups.of_all(self.case)
        for ad, group in before.items():
            groups.join(ad, group)
        signatures = self._signatures
        if signatures is None:
            signatures = text_index.own_shingles(stored_signatures(self.case), self.passages)
        found = rescue_disguised(self.case, signatures, groups, self.links, model, new=new)
        joined = yield from found
        with self.case.transaction():  # a link without its clusters would stay without them
            changed = self._save_changed("disguised", everything=new is None)
            if changed:
                found_groups = {ad: groups.root(ad) for ad in signatures}
                moved = {ad: now for ad, now in found_groups.items() if before.get(ad) != now}
                text_groups.put(self.case, moved)
                self._draw(changed)
            pairs.note_ended(self.case, "disguised")
        return joined

    def relate_meaning(self) -> Steps[int]:
        """Suggest texts of related meaning; these join nothing."""
        new = self._scope("meaning")
        if new is not None and not new:
            pairs.note_ended(self.case, "meaning")
            return 0
        with self.case.transaction():
            model_reasons.settle_meaning(self.case)
        self.links.text_group = text_groups.of_all(self.case)
        model = ModelChoices(self.choices.model, self.choices.options)
        done = yield from relate_meaning(self.case, self.links, model, new=new)
        with self.case.transaction():
            linked = self._save_changed("meaning", everything=new is None)
            cluster_counts.refresh(self.case, set(clusters.of_ads(self.case, linked).values()))
            pairs.note_ended(self.case, "meaning")
        return done

    def _save_changed(self, stage: str, *, everything: bool) -> set[int]:
        """Save what a model found, in place of all it had found before when it looked at all."""
        forgotten = model_reasons.forget(self.case, stage) if everything else set()
        changed = [model_reasons.with_stored(self.case, pair) for pair in self.links.take_changed()]
        pairs.put(self.case, changed)
        return forgotten.union(ad for pair in changed for ad in (pair.a, pair.b))


def _evidence(case: Case) -> Evidence:
    found = stored_mentions.shared(case, LINKING, least=1)
    return Evidence(
        ads=ads.ids(case),
        signatures=stored_signatures(case),
        mentions=list(found if case.meta.countries else merge_guessed_phones(found)),
        images=[
            one
            for one in images.fingerprints(case)
            if one.status in (ImageStatus.OK, ImageStatus.TEXT)
        ],
        ads_by_image=images.ads_by_image(case),
        rulings=ruled_things(case),
        features=partial(images.features, case),
    )


def stored_signatures(case: Case) -> dict[int, TextSignature]:
    """The text signature of every ad that has one."""
    stored = fingerprints.get_all(case, SIGNATURE)
    return {ad: TextSignature.from_bytes(data) for ad, data in stored}
