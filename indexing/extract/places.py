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
from indexing.extract.claims import MAX_CANDIDATES, Found, Page
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
_CUE_WORDS = sorted({cue for line in _CUES for cue in line.split()}, key=len, reverse=True)
_CUE = "|".join(re.escape(cue).replace("_", " ") for cue in _CUE_WORDS)
_NAME = r"[^\W\d_]+(?:[ '’\-.]{1,2}[^\W\d_]+){0,3}"
_CUED = re.compile(
    rf"(?<![^\W_])(?P<cue>{_CUE})\s(?:la |le |los |las |el |the )?(?=(?P<name>{_NAME}))"
)
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
    if not regions or _CUED.search(page.text) is None:
        return  # the list of towns is read by those who need it
    names = gazetteer.towns(tuple(sorted(regions)))
    shouted = page.raw.isupper()
    has_capitals = any(c.isupper() for c in page.raw)
    last = -_NEAR
    for match in islice(_CUED.finditer(page.text), MAX_CANDIDATES):
        if match["cue"] in _WEAK and match.start() - last > _NEAR:
            continue
        for start, end in _spans(match):
            named = names.get(gazetteer.key(page.text[start:end]))
            if named is None or not page.is_free(start, end):
                continue
            raw = page.raw_slice(start, end)
            if _is_meant(raw, named, shouted=shouted, has_capitals=has_capitals):
                yield _found(named, start, end)
                last = end
                break


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
