# SPDX-License-Identifier: GPL-3.0-or-later
"""What is read of every ad and picture: mentions, language, signatures, hashes, local features.

What a stage derives is stamped with the method's version, so that only what is new or was made by
an older method is done again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import TypeVar

from indexing.engine.base import Engine
from indexing.errors import BadInputError
from indexing.extract import language, mentions
from indexing.extract.dates import Calendar
from indexing.extract.mentions import EXTRACT_VERSION
from indexing.fingerprint import local_features
from indexing.fingerprint.image_hash import STAMP as IMAGE_HASH
from indexing.fingerprint.image_hash import fingerprint, rejected
from indexing.fingerprint.text_signature import STAMP as SIGNATURE
from indexing.fingerprint.text_signature import signatures
from indexing.images import thumbnail_jpeg
from indexing.pipeline.known_pictures import PdqLists
from indexing.pipeline.protecting import seal_matches
from indexing.progress import Progress, Steps
from indexing.records import ImageFingerprint, ImageStatus, Mention, MentionKind, Stamp
from indexing.sandbox.decoder import Decoder
from indexing.store import ads, fingerprints, images, sealing
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
_ANYBODYS = frozenset(
    {"IO", "ME", "TV", "CO", "CC", "AI", "LY", "TO", "GG", "SH", "FM", "LA", "EU"}
)
"""Country domains that say nothing of a country, and that of the Union."""
T = TypeVar("T")
Reading = tuple[int, list[Mention], str, bytes]


def _batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    coming = iter(items)
    while batch := list(islice(coming, size)):
        yield batch


def extract(case: Case, engine: Engine) -> Steps[int]:
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
    signed = signatures([(row.title, row.body, list(row.extra.values())) for row in rows])
    for row, sign in zip(rows, signed, strict=True):
        fields = {
            "title": row.title,
            "body": row.body,
            "contacts": "\n".join(row.contacts),
            "author": row.author,
            "place_text": row.place_text,
        }
        tongue = language.detect(f"{row.title}\n{row.body}")
        where = read_in(regions, row.site, tongue)
        calendar = Calendar(tongue, where, captured_at=row.captured_at)
        found = mentions.extract(fields, regions=where, own_url=row.url, calendar=calendar)
        found += _languages(row.body)
        result.append((row.ad, found, tongue, sign.to_bytes()))
    return result


def _languages(body: str) -> list[Mention]:
    """Parts of a body that is in several languages."""
    kind = MentionKind.LANGUAGE
    return [
        Mention(kind, tongue, body[start:end], "body", start, end)
        for start, end, tongue in language.spans(body)
    ]


def likely_regions(site: str, tongue: str) -> tuple[str, ...]:
    """Countries whose numbers may stand here without a prefix, when the case names none.

    The site's country domain says it best; else the ad's language stands for its largest market.
    """
    return _country_of(site) or _REGIONS_OF_LANGUAGE.get(tongue, ())


def read_in(regions: Sequence[str], site: str, tongue: str) -> tuple[str, ...]:
    """Countries whose numbers an ad may hold: that of its site, then those of the case.

    Some digits are a number in two countries; then the site knows better than the case, which holds
    ads of many sites.
    """
    if not regions:
        return likely_regions(site, tongue)
    return tuple(dict.fromkeys((*_country_of(site), *regions)))


def _country_of(site: str) -> tuple[str, ...]:
    """The country of a site's domain; none for endings that everybody takes."""
    domain = site.rpartition(".")[2].upper()
    if len(domain) != 2 or not (domain.isascii() and domain.isalpha()) or domain in _ANYBODYS:
        return ()
    return ("GB",) if domain == "UK" else (domain,)


def hash_pictures(case: Case) -> Steps[int]:
    """Decode and hash every picture that was not, in the worker process; failures are kept."""
    images.require_version(case, PICTURE)
    todo = list(images.pending(case))
    if not todo:
        return 0
    done, lists = 0, PdqLists(case)
    with Decoder() as decoder:
        for batch in _batches(_decoded(case, decoder, todo), PICTURES):
            with case.transaction():
                for one, thumbnail in batch:
                    if not images.is_there(case, one.sha256) or lists.note(one):
                        continue  # sealed meanwhile, or to be sealed now
                    images.set_fingerprint(case, one)
                    if thumbnail:
                        images.put_thumbnail(case, one.sha256, thumbnail)
                seal_matches(case)
            done += len(batch)
            yield Progress("pictures", done, len(todo))
    sealing.tidy(case)
    return done


def _decoded(
    case: Case, decoder: Decoder, todo: Sequence[str]
) -> Iterator[tuple[ImageFingerprint, bytes]]:
    """Hashes and thumbnail of each picture; the worker decodes the next one meanwhile."""
    stored = (
        (sha256, images.read(case, sha256)) for sha256 in todo if images.is_there(case, sha256)
    )
    for sha256, decoded in decoder.decode_many(stored):
        if isinstance(decoded, BadInputError):
            yield rejected(sha256, decoded.code), b""
        else:
            one = fingerprint(decoded, sha256)
            if one.status is ImageStatus.OK:
                one = replace(one, features=local_features.features(decoded.grey))
            yield one, thumbnail_jpeg(decoded)
