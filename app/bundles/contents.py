# SPDX-License-Identifier: GPL-3.0-or-later
"""What a bundle holds: one moment of the case, the chosen ads, and in clear or redacted."""

from __future__ import annotations

import importlib.metadata
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from app import paths
from app.bundles import redact
from app.bundles.redact import Secrets
from app.triage import documents, reading_words, readings
from app.triage.documents import Document
from app.triage.templates import template_document
from indexing.store import ads, clusters, judgements, marks, mentions, protocol_acts
from indexing.store import readings as stored_readings
from indexing.store.audit import Seal
from indexing.store.case import Case
from indexing.store.clusters import ClusterRow
from indexing.store.ids import ad_id, parse_ad
from indexing.store.marks import MarkRow, Target
from indexing.store.readings import ReadingRow

_PAGE = 200
_MOST_CLUSTER_SECRETS = 500


def app_version() -> str:
    """The program's version, also when it runs from its source tree."""
    try:
        return importlib.metadata.version("faisceau")
    except importlib.metadata.PackageNotFoundError:
        file = paths.ROOT / "pyproject.toml"
        return str(tomllib.loads(file.read_text(encoding="utf-8"))["project"]["version"])


@dataclass(frozen=True)
class Contents:
    """The case at one moment and the choice from it; documents come out covered if redacted."""

    case: Case
    ads: tuple[int, ...]
    redacted: bool
    by: str
    at: str
    sealed: Seal
    previous: Seal | None

    @cached_property
    def chosen(self) -> frozenset[int]:
        """The chosen ads, for looking them up."""
        return frozenset(self.ads)

    @property
    def whole(self) -> bool:
        """Is it the whole case?"""
        return len(self.ads) == ads.count(self.case)

    @cached_property
    def shielded(self) -> frozenset[int]:
        """Ads under *protect_migrants*: covered, without pictures and places, in every bundle."""
        return protocol_acts.under(self.case, protocol_acts.PROTECT_MIGRANTS)

    def covers(self, ads: Iterable[int]) -> bool:
        """Does what is told of these ads leave covered?"""
        return self.redacted or not self.shielded.isdisjoint(ads)

    def text(self, words: str) -> str:
        """A text of the case itself, such as its purpose."""
        return self.general.cover(words) if self.redacted else words

    @cached_property
    def general(self) -> Secrets:
        """What covers texts that belong to no ad."""
        return Secrets((), self._known)

    @cached_property
    def _known(self) -> frozenset[str]:
        everyone = ads.ids(self.case)
        found = (one for ad in everyone for one in mentions.of_ad(self.case, ad))
        return frozenset(redact.telling_words(found))

    def ad_documents(self) -> Iterator[Document]:
        """The chosen ads, as ``faisceau ads`` has them."""
        for clear, document in self.ad_pairs():
            yield clear if document is None else document

    def ad_pairs(self) -> Iterator[tuple[Document, Document | None]]:
        """Each ad in clear and, in a redacted bundle, as it leaves."""
        for start in range(0, len(self.ads), _PAGE):
            for row in ads.get_many(self.case, self.ads[start : start + _PAGE]):
                clear = documents.ad_document(self.case, row, clear=True)
                if not self.covers((row.ad,)):
                    yield clear, None
                    continue
                covered = documents.ad_document(self.case, row, clear=False)
                covered = redact.ad(covered, self._secrets((row.ad,)))
                if row.ad in self.shielded:
                    covered = redact.without_places(covered, mentions.of_ad(self.case, row.ad))
                yield clear, covered

    def cluster_documents(self) -> Iterator[Document]:
        """Clusters of the chosen ads; ``size`` counts those, ``size_in_case`` all."""
        for row in clusters.iterate(self.case):
            members = tuple(ad for ad in row.ads if ad in self.chosen)
            if not members:
                continue
            document = documents.cluster_document(row)
            document |= {"ads": [ad_id(ad) for ad in members], "size": len(members)}
            document["size_in_case"] = row.size
            document["template"] = self._template(row, len(members))
            yield document

    def _template(self, row: ClusterRow, chosen: int) -> Document | None:
        """The template of a cluster; none where it would quote ads that do not leave."""
        if chosen < row.size:
            return None
        covers = self.covers(row.ads)
        template = template_document(self.case, row, clear=not covers)
        if template is None or not covers:
            return template
        secrets = self._secrets(row.ads[:_MOST_CLUSTER_SECRETS])
        covered: Document = redact.values(template, secrets)
        return covered

    def link_documents(self) -> Iterator[Document]:
        """Links between chosen ads."""
        names = {ad_id(ad) for ad in self.ads}
        for document in documents.link_documents(self.case, clear=not self.redacted):
            if document["a"] not in names or document["b"] not in names:
                continue
            if self.covers((parse_ad(str(document["a"])), parse_ad(str(document["b"])))):
                reasons: Any = document["reasons"]
                covered = [
                    {**one, "detail": redact.values(one["detail"], self.general)} for one in reasons
                ]
                document["reasons"] = covered
            yield document

    def tag_documents(self) -> Iterator[Document]:
        """Every tag and note ever set on a chosen ad, or on a cluster that has one."""
        for row in marks.history(self.case):
            held = [ad for ad in self._about(row) if ad in self.chosen]
            if held:
                yield self._tag_document(row, held)

    def judgement_documents(self) -> Iterator[Document]:
        """Every judgement ever made on two chosen ads."""
        for row in judgements.history(self.case):
            if row.a not in self.chosen or row.b not in self.chosen:
                continue
            covers = self.covers((row.a, row.b))
            note = self._secrets((row.a, row.b)).cover(row.note) if covers else row.note
            yield {
                "id": row.row,
                "a": ad_id(row.a),
                "b": ad_id(row.b),
                "decision": row.judgement.value,
                "note": note,
                "by": self.text(row.by),
                "at": row.at,
                "supersedes": row.supersedes,
                "superseded_at": row.superseded_at or None,
            }

    def reading_documents(self) -> Iterator[Document]:
        """Everything ever said that a cluster with a chosen ad may be.

        What speaks for or against by an ad that stays behind is left out.
        """
        for row in stored_readings.history(self.case):
            held = [ad for ad in row.members if ad in self.chosen]
            if held:
                yield self._reading_document(row, held)

    def _reading_document(self, row: ReadingRow, held: list[int]) -> Document:
        said = row.said
        kept = [
            one
            for one in said.points
            if all(ad is None or ad in self.chosen for ad in (one.ad, one.other))
        ]
        if self.covers(row.members):
            cover = self._secrets(held[:_MOST_CLUSTER_SECRETS]).cover
            kept = [replace(one, words=cover(one.words)) for one in kept]
            told = reading_words.reading_label(said.reading)
            shown = said.reading if told != said.reading else cover(said.reading)
            said = replace(said, reading=shown, note=cover(said.note))
        by_whom = [replace(one, by=self.text(one.by)) for one in kept]
        said = replace(said, by=self.text(said.by), points=tuple(by_whom))
        document = readings.document(replace(row, said=said))
        document["ads"] = [ad_id(ad) for ad in held]
        return document

    def _tag_document(self, row: MarkRow, held: list[int]) -> Document:
        document = documents.tag_document(row)
        document["by"] = self.text(row.mark.by)
        document["ads"] = [ad_id(ad) for ad in row.members if ad in self.chosen]
        origin: Any = document["origin"]
        if len(held) < len(self._about(row)):  # its values may quote ads that do not leave
            origin["evidence"] = {}
        if self.covers(self._about(row)):
            secrets = self._secrets(held[:_MOST_CLUSTER_SECRETS])
            document["note"] = secrets.cover(row.mark.note)
            document["alternative"] = secrets.cover(row.mark.alternative)
            document["origin"] = redact.values(origin, secrets)
        return document

    def _about(self, row: MarkRow) -> tuple[int, ...]:
        target: Target = row.mark.target
        return row.members if target.cluster is not None else (target.ad or 0,)

    def _secrets(self, wanted: tuple[int, ...] | list[int]) -> Secrets:
        found = [one for ad in wanted for one in mentions.of_ad(self.case, ad)]
        return Secrets(found, self._known)
