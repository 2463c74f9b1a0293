# SPDX-License-Identifier: GPL-3.0-or-later
"""The open case over the store: what the window asks, and the acts of people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cached_property

from app.i18n import _, in_language
from app.triage import (
    ad_detail,
    bridging,
    codebook,
    comparing,
    following,
    hubs,
    imports,
    list_rows,
    past,
    protecting,
    protocols,
    regrouping,
    sealed_acts,
    search_log,
    second_mode,
    statuses,
    stopped,
)
from app.triage.bulk_session import BulkSession
from app.triage.compared import ChainTold, Comparison
from app.triage.decide_session import DecideSession
from app.triage.items import (
    AdDetail,
    AdItem,
    CaseSummary,
    Changed,
    ClusterItem,
    HistoryItem,
    ImportItem,
    NewTag,
    Target,
)
from app.triage.overview_session import OverviewSession
from app.triage.picture_session import PictureSession
from app.triage.protection_items import ProtectionOverview, SealedAct
from app.triage.queue_bound import meant
from app.triage.regroup_items import ClusterBridges, HubItem
from app.triage.template_items import TemplateItem, TemplateRow
from indexing.records import Judgement, Ruling
from indexing.store import (
    audit,
    clusters,
    images,
    judgements,
    list_facts,
    marks,
    picture_texts,
    rulings,
    sources,
)
from indexing.store.marks import Mark, MarkStatus
from indexing.store.outside import OutsideWrites


class CaseSession(OverviewSession, DecideSession, BulkSession, PictureSession):
    """Questions and acts on one connection of one thread."""

    def reader(self) -> CaseSession:
        """The same questions over a connection of its own."""
        return CaseSession(self._case.reader(), self._mode)

    def close(self) -> None:
        """Seal what was done, and let go."""
        self._case.close()

    def key_hex(self) -> str:
        """The vault key for a child process's standard input."""
        return self._case.vault_key().key.hex()

    def summary(self) -> CaseSummary:
        """The case at a glance."""
        meta, counts = self._case.meta, list_facts.sizes(self._case)
        return CaseSummary(
            path=str(self._case.path),
            name=self._case.path.stem,
            purpose=meta.purpose,
            legal_basis=meta.legal_basis,
            responsible=meta.responsible,
            retain_until=meta.retain_until,
            ads=counts.ads,
            clusters=counts.clusters,
            images=counts.images,
            sources=len(sources.list_sources(self._case)),
            overdue=meta.retain_until < datetime.now(UTC).date().isoformat(),
            read_pictures=picture_texts.is_wanted(self._case),
            is_second=self._mode.is_second,
        )

    def cluster_ids(self, words: str) -> list[int]:
        """Clusters with an ad that matches the filter, largest first."""
        only = meant(self._case, words, only_own=self._mode.is_second)
        return clusters.ids(self._case, only=only)

    def clusters(self, ids: Sequence[int]) -> list[ClusterItem]:
        """Rows of the cluster list."""
        return list_rows.of_clusters(self._case, ids, self._mode)

    def ad_ids(self, cluster: int) -> list[int]:
        """The ads of a cluster."""
        return list(clusters.members(self._case, cluster))

    def ads(self, ids: Sequence[int]) -> list[AdItem]:
        """Rows of the ad list."""
        return list_rows.of_ads(self._case, ids, self._mode)

    def detail(self, ad: int, *, unmasked: bool = False) -> AdDetail:
        """One ad; the caller has had ``unmask`` logged before asking for clear text."""
        found = ad_detail.read(self._case, ad, unmasked=unmasked)
        return stopped.ad(second_mode.shown(self._case, found, self._mode), self._mode.stopped)

    def compare(self, a: int, b: int, *, unmasked: bool = False) -> Comparison:
        """Two ads side by side; the caller has had ``unmask`` logged before asking for clear."""
        found = comparing.compare(self._case, a, b, unmasked=unmasked)
        return stopped.comparison(found, self._mode.stopped)

    def chain(self, a: int, b: int) -> ChainTold:
        """The strongest chain of evidence between two ads."""
        from app.triage.chains import chain_told  # as late as the pipeline it needs

        return chain_told(self._case, a, b)

    def template(self, cluster: int) -> TemplateItem:
        """The words that the ads of a cluster share, and what varies; covered."""
        from app.triage import templates  # as late as the pipeline it needs

        return templates.template_item(self._case, cluster)

    def template_rows(self, cluster: int, ads: Sequence[int]) -> list[TemplateRow]:
        """Some ads of a cluster laid on its templates; covered."""
        from app.triage import templates

        return templates.template_rows(self._case, cluster, ads)

    def history(self, limit: int = 200) -> list[HistoryItem]:
        """What was done, newest first."""
        return second_mode.past(self._case, past.read(self._case, limit), self._mode)

    def bridges(self, cluster: int) -> ClusterBridges:
        """What holds the parts of a cluster together, weakest first."""
        return bridging.read(self._case, cluster, self.ads)

    def hubs(self) -> list[HubItem]:
        """What many ads share, and what people ruled on it."""
        return hubs.read(self._case)

    def imports(self) -> list[ImportItem]:
        """What became of each source, newest first."""
        return imports.items(self._case)

    def thumbnail(self, sha256: str) -> bytes:
        """The small picture made at import; empty when there is none, or it is out of sight."""
        if sha256 in self._mode.stopped:
            return b""
        return images.thumbnail(self._case, sha256) or b""

    def add_tag(self, tag: NewTag) -> Changed:
        """Set an indicator on an ad, a span or a cluster."""
        book = codebook.of_case(self._case)
        indicator = book.indicator(tag.indicator)
        codebook.settle(self._case)
        mark = Mark(
            target=_stored(tag.target),
            indicator=indicator.id,
            status=MarkStatus(tag.status),
            by=self._case.actor,
            confidence=tag.confidence,
            note=tag.note,
            codebook=book.id,
            codebook_version=book.version,
            codebook_sha256=book.sha256,
            indicator_version=indicator.version,
            suggestion_visible=second_mode.in_sight(self._case, tag.target.ad, self._mode),
        )
        _row, followed = protocols.record(self._case, mark)
        words = _("Tagged {target}: {indicator} {label}").format(
            target=tag.target.label, indicator=indicator.id, label=in_language(indicator.label)
        )
        if followed.sealed:
            return protecting.changed(followed, words)
        return self._marked(words, tag.target)

    def withdraw_tag(self, mark: int) -> Changed:
        """Withdraw a tag; its history stays."""
        row = marks.get(self._case, mark)
        if row is None:
            return Changed(everything=True)
        said = row.mark
        marks.add(self._case, marks.withdrawn(said, by=self._case.actor))
        target = Target(said.target.ad, said.target.cluster, said.target.start, said.target.end)
        words = _("Withdrew {indicator} from {target}")
        return self._marked(words.format(indicator=said.indicator, target=target.label), target)

    def add_note(self, target: Target, text: str) -> Changed:
        """Write a note."""
        marks.note(self._case, _stored(target), text, by=self._case.actor)
        return self._marked(_("Wrote a note on {target}").format(target=target.label), target)

    def _marked(self, words: str, target: Target) -> Changed:
        if target.ad is not None:
            return Changed(words, (target.ad,))
        return Changed(words, clusters.members(self._case, target.cluster or 0), clusters=True)

    def decide(self, a: int, b: int, judgement: str) -> Changed:
        """Say whether two ads belong together; the clusters follow in the same transaction."""
        with self._case.transaction():
            judgements.decide(self._case, a, b, Judgement(judgement), by=self._case.actor)
            moved = following.redraw(self._case)
        return past.with_clusters(past.judged(a, b, Judgement(judgement)), (a, b), moved)

    def split(self, cluster: int, ads: Sequence[int], note: str = "") -> Changed:
        """Set ads of a cluster apart from its others; the clusters follow at once."""
        return regrouping.split(self._case, cluster, ads, note)

    def merge(self, wanted: Sequence[int], note: str = "") -> Changed:
        """Make clusters one; the clusters follow at once."""
        return regrouping.merge(self._case, wanted, note)

    def rule(self, key: str, ruling: str, note: str = "") -> Changed:
        """Say whether a shared thing joins its ads; links and clusters follow at once."""
        return regrouping.rule(self._case, rulings.find(self._case, key), Ruling(ruling), note)

    def set_status(self, cluster: int, status: str) -> Changed:
        """Say how far people are with a cluster."""
        wanted = clusters.ClusterStatus(status)
        clusters.set_status(self._case, cluster, wanted, by=self._case.actor)
        return Changed(statuses.stands(cluster, status), clusters=True)

    def protection(self) -> ProtectionOverview:
        """What waits under each protocol, and the records of what is sealed."""
        return protecting.overview(self._case, self._mode)

    def protect(self, protocol: str, ad: int) -> Changed:
        """Put an ad under a protocol; a possible minor is out of sight at once."""
        return protecting.apply(self._case, protocol, ad)

    def answer_protocol(self, protocol: str, ad: int, act: str) -> Changed:
        """Answer what a protocol asks of an ad."""
        return protecting.decide(self._case, protocol, ad, act)

    def read_sealed(self, wanted: SealedAct) -> tuple[tuple[str, str], ...]:
        """The texts of a sealed ad for the holder of a role; recorded."""
        return sealed_acts.read(self._case, wanted)

    def carry_out_sealed(self, wanted: SealedAct) -> Changed:
        """Record a second reading of a sealed ad, or carry out a written order."""
        return sealed_acts.carry_out(self._case, wanted)

    def tidy(self) -> Changed:
        """Clear the disk of what was sealed."""
        return protecting.tidy(self._case)

    def unmask(self, ad: int, reason: str) -> Changed:
        """Log that contacts of an ad are shown in clear, and why."""
        audit.record(
            self._case, audit.Act.CONSULTATION, "unmasked", objects=[f"A{ad}"], reason=reason
        )
        return Changed(_("Contacts are shown in clear; the reason is in the log."))

    def stop_picture(self, ad: int, sha256: str) -> Changed:
        """Put a picture out of this person's sight for this sitting, wherever it stands."""
        self._mode.stopped.add(sha256)
        words = _("The picture is out of your sight for as long as this case is open here.")
        return Changed(words, (ad,))

    def outside_version(self) -> int:
        """A number that moves when another connection changed the case; reading does not."""
        return self._outside.count()

    @cached_property
    def _outside(self) -> OutsideWrites:
        return OutsideWrites(self._case)

    def opened_picture(self, ad: int, sha256: str) -> Changed:
        """Log that a picture was shown."""
        place = [i.position for i in images.of_ad(self._case, ad) if i.sha256 == sha256][:1]
        audit.record(
            self._case,
            audit.Act.CONSULTATION,
            "picture_shown",
            objects=[f"A{ad}"],
            detail={"position": place[0] if place else -1},
        )
        return Changed()

    def searched(self, ways: Sequence[str], count: int) -> Changed:
        """Log that the search child found ads."""
        search_log.note(self._case, ways, count)
        return Changed()

    def purge_ad(self, ad: int, reason: str) -> Changed:
        """Delete an ad for good."""
        # not at the top: the pipeline costs a sixth of a second that the start of the window needs
        from indexing.pipeline.regrouping import purge_ads

        purge_ads(self._case, [ad], reason=reason, by=self._case.actor)
        following.redraw(self._case, like={})  # no act of a person's moves what it alone held
        words = _("{ad} is deleted for good; the log holds the certificate's facts.")
        return Changed(words.format(ad=f"A{ad}"), everything=True)


def _stored(target: Target) -> marks.Target:
    return marks.Target(target.ad, target.cluster, target.start, target.end)
