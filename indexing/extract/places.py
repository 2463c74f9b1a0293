# SPDX-License-Identifier: GPL-3.0-or-later
"""Towns that an ad names, only after a word that says so, and only of the countries of the case.

Half of the everyday words of a language are also the name of some town: a name alone is nothing.
The value is ``Lyon, FR, geonames:2996944``. Places never link ads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from indexing.extract import gazetteer
from indexing.extract.claims import MAX_CANDIDATES, Found, Page, near_digits
from indexing.records import MentionKind

_CUES = (
    # English
    "in near from to around outside towards at",
    # French
    "à en vers près_de depuis sur dans autour_de côté_de région_de ville_de",
    # Spanish, Portuguese, Italian
    "en a cerca_de desde hasta hacia ciudad_de em perto_de até vicino_a vicino presso",
    # Romanian, German
    "în in lângă din spre la bei nach von aus nähe",
    # Russian, Ukrainian
    "в из до около под у біля з",
    # Arabic
    "في من إلى الى قرب مدينة",
)
_WEAK = frozenset({"a", "to", "at", "до", "إلى", "الى", "la"})
"""Words that announce a place only after another: ``from Lyon to Paris``."""
_NEAR = 12
_LABELS = (
    "location city town area ville lieu secteur ciudad localidad zona città luogo ort stadt miasto"
    " lokalizacja oraș orasul localitate cidade город місто المدينة"
)
_LABELLED = frozenset(_LABELS.split())
"""Words before a colon that announce a place: ``Location: Leeds``."""
_CUE_WORDS = sorted({cue for line in _CUES for cue in line.split()}, key=len, reverse=True)
_CUE = "|".join(re.escape(cue).replace("_", " ") for cue in _CUE_WORDS)
_NAME = r"[^\W\d_]+(?:[ '’\-.]{1,2}[^\W\d_]+){0,3}"
_CUED = re.compile(
    rf"(?<![^\W_])(?P<cue>{_CUE})\s(?:la |le |los |las |el |the )?(?=(?P<name>{_NAME}))"
)
_MARKED = re.compile(rf"[:\-–📍]\s?(?=(?P<name>{_NAME}))")
_NUMBERED = re.compile(rf"(?<!\d)\d{{5}} (?=(?P<name>{_NAME}))")
"""After a postcode."""
_LAST_WORD = re.compile(r"(?<![^\W_])([^\W\d_]+)\s?\Z")
_WORD_ENDS = re.compile(r"[^\W\d_]+")
_STOP_WORDS = (
    "the this that these those good nice best great new your our my mobile reading bath sale deal"
    " person advance order time return sandwich ware rugby poole hope orange normal justice liberty"
    " union college independence paradise eden beverly"
    " une un deux trois quatre vous nous moi ville centre maison tours gare nuit jour semaine bon"
    " vienne sens vitre montre laval"
    " una uno dos casa centro norte sur este oeste mes semana hora persona paz colon leon"
    " casa bar cafe spa park zone station center home work bed man woman"
)
_STOPS = frozenset(_STOP_WORDS.split())
"""Words that begin sentences and titles in capitals, and are names of towns."""
_RISKY = frozenset(
    {"tours", "nice", "vienne", "sens", "bath", "reading", "mobile", "orange", "laval"}
)
"""Large towns among the stop words: taken where the sentence around them is not in capitals."""
_LARGE, _LONG = 100_000, 5
_SPLIT = re.compile(r"[^,;/|()\n]+")


def find(page: Page, regions: Sequence[str]) -> Iterator[Found]:
    """Every town of the page that a cue announces."""
    if not regions:
        return
    text = page.text
    announced = list(islice(_announced(text), MAX_CANDIDATES))
    if not announced:
        return  # the list of towns is read by those who need it
    names = gazetteer.towns(tuple(sorted(regions)))
    shouted = page.raw.isupper()
    has_capitals = any(c.isupper() for c in page.raw)
    last = -_NEAR
    for match in announced:
        is_cued = match.re is _CUED
        if is_cued and match["cue"] in _WEAK and match.start() - last > _NEAR:
            continue
        for start, end in _spans(match):
            plain = gazetteer.key(text[start:end])
            named = names.get(plain)
            if named is None or not page.is_free(start, end):
                continue
            if match.re is _NUMBERED and plain in _STOPS:
                continue  # a price and a word as well as a postcode and a town
            raw = page.raw_slice(start, end)
            if _is_meant(raw, named, shouted=shouted, has_capitals=has_capitals):
                yield _found(named, start, end)
                last = end if is_cued else last
                break


def _announced(text: str) -> Iterator[re.Match[str]]:
    """Words after those that announce a town, after a label, and after a postcode."""
    yield from _CUED.finditer(text)
    for match in _MARKED.finditer(text):
        before = _LAST_WORD.search(text, max(0, match.start() - _NEAR), match.start())
        if text[match.start()] == "📍" or (before is not None and before[1] in _LABELLED):
            yield match
    yield from near_digits(_NUMBERED, text)


def of_field(page: Page, regions: Sequence[str]) -> Iterator[Found]:
    """Every town of a field that holds nothing but a place."""
    names = gazetteer.towns(tuple(sorted(regions)))
    for part in islice(_SPLIT.finditer(page.text), MAX_CANDIDATES):
        plain = gazetteer.key(part.group())
        named = names.get(plain) or names.get(plain.removeprefix("in "))
        if named is not None and len(plain) >= 3:
            words = list(_WORD_ENDS.finditer(page.text, *part.span()))
            yield _found(named, words[0].start(), words[-1].end())


def _spans(match: re.Match[str]) -> Iterator[tuple[int, int]]:
    """The name of all words, then of fewer."""
    words = list(_WORD_ENDS.finditer(match["name"]))
    begin = match.start("name")
    for last in reversed(words):
        yield begin, begin + last.end()


def _is_meant(raw: str, named: gazetteer.Named, *, shouted: bool, has_capitals: bool) -> bool:
    plain = gazetteer.key(raw)
    if plain in _STOPS and (shouted or raw.isupper() or plain not in _RISKY):
        return False
    if not named.is_own and len(plain) < _LONG:
        return False
    if raw[0].isupper() or raw[0] == raw[0].upper():  # also scripts without capitals
        return True
    return not has_capitals and named.town.people >= _LARGE and len(plain) >= _LONG


def _found(named: gazetteer.Named, start: int, end: int) -> Found:
    town = named.town
    value = f"{town.name}, {town.country}, geonames:{town.id}"
    validity = "valid" if named.is_only and named.is_own else "possible"
    return Found(MentionKind.PLACE, value, start, end, validity, region=town.country)
