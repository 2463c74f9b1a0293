# SPDX-License-Identifier: GPL-3.0-or-later
"""E-mail addresses, plain and in the usual disguises, without reading prose as one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from indexing.extract.claims import MAX_CANDIDATES, Found, Page
from indexing.extract.domains import (
    BRACKETED_DOT,
    ENDINGS,
    IDEOGRAPHIC_STOP,
    LOOKALIKES,
    PROVIDERS,
    SPOKEN_DOT,
)
from indexing.records import MentionKind

_SURE_AT_WORDS = (
    r"arobase?s?|arrobase|arroba|aroba|arond|a rond|собак[аи]|собачк[аи]|равлик|песик|собачка"
    r"|chiocciola|collegato|klammeraffe|ät|aet|małpa|malpa|zavináč|zavinac|kukac|apenstaartje"
    r"|snabel-?a|παπάκι|παπακι|آت|ات"
)
"""Names of the sign that mean nothing else between two names."""
_AT_WORDS = rf"at|chez|{_SURE_AT_WORDS}"
_AT = re.compile(
    r"(?P<sign>\s?@\s?|&#0?64;|&commat;|%40)"
    rf"|\s?[(\[{{<*]{{1,2}}\s?(?P<framed>@|a|à|æ|la|at[ -](?:sign|symbol)|{_AT_WORDS})"
    r"\s?[)\]}>*]{1,2}\s?"
    rf"|(?P<spoken>[\s_-]{{1,2}}(?:(?P<sure>{_SURE_AT_WORDS})|{_AT_WORDS})[\s_-]{{1,2}})"
)
_LOCAL_WINDOW, _DOMAIN_WINDOW = 90, 140
_LOW_LINE = r"(?:underscore|underline|unterstrich|tiret bas|gui[oó]n bajo|подч[её]ркивание)"
_LINE = (
    rf"\s?[(\[{{]\s?(?:{_LOW_LINE}|_|-|dash|hyphen|tiret|gui[oó]n|bindestrich)\s?[)\]}}]\s?"
    rf"|\s{_LOW_LINE}\s"
)
"""The low line or the hyphen, told in words or in brackets."""
_LOCAL = re.compile(
    rf"(?:^|[^a-z0-9._%+-])(?P<local>[a-z0-9](?:[a-z0-9_%+-]|{BRACKETED_DOT}|{SPOKEN_DOT}|{_LINE}|\.)"
    r"{0,63}"
    r"(?<=[a-z0-9_%+-]))\Z"
)
_SPACED_LOCAL = re.compile(
    r"(?:^|[^a-z0-9])(?P<local>[a-z0-9](?: ?\. ?| [a-z0-9_](?![a-z0-9])){2,40})\Z"
)
_DOT = rf"(?:\.|{BRACKETED_DOT}|{SPOKEN_DOT}|\s?\.\s?)"
_LABEL = r"[^\W_](?:[^\W_]|-){0,62}"
_DOMAIN = re.compile(rf"(?P<domain>{_LABEL}(?:{_DOT}{_LABEL}){{1,5}})(?![@])")
_STRICT_DOMAIN = re.compile(rf"(?P<domain>{_LABEL}(?:\.{_LABEL}){{1,5}})(?!@)")
_LOOSE_PROVIDER = re.compile(
    r"(?P<domain>([a-z0-9-]{1,20})[ ,;]{1,2}(com|fr|ru|es|net|org|de|it|ro))\b"
)
_SPACED_DOMAIN = re.compile(
    r"(?P<domain>[a-z0-9](?: [a-z0-9-](?![a-z0-9])){2,30} ?\. ?[a-z](?: [a-z](?![a-z])){1,5})"
)
_GLUED_WORD = re.compile(r"([a-z]{2,6})([A-Z][a-zA-Z]*)")
_LINES = re.compile(_LINE)
_CENSORED = re.compile(r"[^\W_][!$*#]\Z")
_SHORT_NAME = 3
"""So few letters after a sign within a word are the rest of a name: ``m!a @ example.com``."""
_FURTHER = re.compile(rf"(?:\.|{BRACKETED_DOT}|{SPOKEN_DOT})[a-z]{{2,3}}(?![^\W_])")
"""A second ending: ``example dot co dot uk``."""
_FULL_STOP = re.compile(r"[^\W_]\.\s")
_LONG_PROVIDER = 5
_DOT_FORMS = re.compile(rf"{BRACKETED_DOT}|{SPOKEN_DOT}|\s?\.\s?")
_CUE = re.compile(r"(?:e-?mail|mail|courriel|correo|почта|пошта|adresse|write|contact)\W{0,5}\Z")
_LONG_ENDING = 3
_PROSE_WORDS = (
    "me us look photos pictures visit see find available here info website site online call contact"
    " us more details apply now book meet meeting located arrive live lives room rooms house flat"
    " start starts stay work working station back and or the only open prices price from free"
    " him her them it you we they i he she who is are be am was were out in on up off by"
    " nous vous moi toi lui elle aller venir dormir passer travail travailler logement rendez"
)
_PROSE = frozenset(_PROSE_WORDS.split())


def find(page: Page) -> Iterator[Found]:
    """Every e-mail address of the page."""
    text = page.text.replace(IDEOGRAPHIC_STOP, ".")
    latin = text.translate(LOOKALIKES) if not text.isascii() else text
    done = 0
    for at in islice(_AT.finditer(text), MAX_CANDIDATES):
        read = _address(text, at, done)
        if latin != text and (read is None or not _has_known_ending(read[0])):
            read = _address(latin, at, done) or read
        if read is None:
            continue
        value, start, end = _without_next_word(page, read)
        if not page.is_free(start, end):
            continue
        done = end
        steps = () if text[start:end] == value else _steps(text[start:end])
        yield Found(MentionKind.EMAIL, value, start, end, steps=steps)


def _without_next_word(page: Page, read: tuple[str, int, int]) -> tuple[str, int, int]:
    """Without a word in capitals that lost its space: ``mia@example.orgTel``."""
    value, start, end = read
    ending = value.rpartition(".")[2]
    if ending in ENDINGS:
        return read
    glued = _GLUED_WORD.fullmatch(page.raw_slice(end - len(ending), end))
    if glued is None or glued[1] not in ENDINGS:
        return read
    cut = len(glued[2])
    return value[:-cut], start, end - cut


def _has_known_ending(address: str) -> bool:
    return address.rpartition(".")[2] in ENDINGS


def _steps(written: str) -> tuple[str, ...]:
    steps: list[str] = []
    if any(c.isspace() for c in written):
        steps.append("spacing")
    if any(c in "()[]{}<>*&%" for c in written):
        steps.append("symbols")
    if re.search(rf"\b(?:{_AT_WORDS}|dot|point|punto|ponto|punct|точка)\b", written):
        steps.append("words")
    return tuple(steps)


def _address(text: str, at: re.Match[str], done: int) -> tuple[str, int, int] | None:
    before = text[max(done, at.start() - _LOCAL_WINDOW) : at.start()]
    local = _LOCAL.search(before)
    spaced = _SPACED_LOCAL.search(before) if before[-2:-1] in " ." else None
    local = spaced or local
    domain = _domain(text[at.end() : at.end() + _DOMAIN_WINDOW], at.group() == "@")
    if local is None or domain is None:
        return None
    name = _LINES.sub(_line, local["local"])
    name = _DOT_FORMS.sub(".", name).replace(" ", "").strip(".")
    host = _DOT_FORMS.sub(".", domain["domain"])
    host = re.sub(r"[ ,;]+", "" if domain.re is _SPACED_DOMAIN else ".", host)
    start = at.start() - len(before) + local.start("local")
    if _CENSORED.search(before[: local.start("local")]) and len(name) < _SHORT_NAME:
        return None
    if (
        not name
        or not _is_host(host)
        or not _is_meant(text, at, start, (name, host, domain.group()))
    ):
        return None
    return f"{name}@{host}", start, at.end() + domain.end("domain")


def _line(match: re.Match[str]) -> str:
    return "_" if "_" in match.group() or re.search(_LOW_LINE, match.group()) else "-"


def _domain(after: str, is_plain: bool) -> re.Match[str] | None:
    """Domain at the start of what follows; the strict form first, or prose would be drawn in."""
    found = _STRICT_DOMAIN.match(after)
    if found and found["domain"].rsplit(".", 1)[-1] in ENDINGS:
        return found
    for pattern in (_SPACED_DOMAIN, _DOMAIN):
        loose = pattern.match(after)
        if loose:
            return _shortened(loose, after)
    if found and is_plain:
        return found
    provider = _LOOSE_PROVIDER.match(after)
    return provider if provider and provider[2] in PROVIDERS else None


def _shortened(match: re.Match[str], after: str) -> re.Match[str] | None:
    """Cut at the first known ending: "x dot com . Call" stops after "com"."""
    if match.re is _SPACED_DOMAIN:
        return match
    for dot in _DOT_FORMS.finditer(match["domain"]):
        label = re.match(r"[^\W_]+", match["domain"][dot.end() :])
        if label and label.group() in ENDINGS:
            rest = match["domain"][dot.end() + label.end() :]
            if len(label.group()) > _LONG_ENDING and _goes_on(rest):
                continue
            if not _FURTHER.match(rest):
                return match.re.match(after[: dot.end() + label.end()])
    return match


def _goes_on(rest: str) -> bool:
    """Whether another ending follows a label that is one only by name (``mail dot example``)."""
    dot = _DOT_FORMS.match(rest)
    label = re.match(r"[^\W_]+", rest[dot.end() :]) if dot else None
    return label is not None and label.group() in ENDINGS


def _is_host(host: str) -> bool:
    labels = host.split(".")
    return len(labels) > 1 and labels[-1].isalpha() and 2 <= len(labels[-1]) <= 24


def _is_meant(text: str, at: re.Match[str], start: int, read: tuple[str, str, str]) -> bool:
    """Whether an "at" stands for the sign: a bare word needs more than a name after it."""
    name, host, written = read
    known = host.rsplit(".", 1)[-1] in ENDINGS
    if at["sign"] is not None:
        return known or (at.group() == "@" and written == host)
    if at["framed"] is not None:
        return known
    if not known or name in _PROSE:
        return False
    if at["sure"] is not None:
        return True
    if _FULL_STOP.search(written) and not _is_well_known(host):
        return False
    if host.split(".")[0] in PROVIDERS or _CUE.search(text[max(0, start - 20) : start]):
        return True
    return written != host and (len(host) > 5) and _stands_apart(text, start, name)


def _is_well_known(host: str) -> bool:
    provider, _, ending = host.partition(".")
    return provider in PROVIDERS and len(provider) >= _LONG_PROVIDER and ending == "com"


def _stands_apart(text: str, start: int, name: str) -> bool:
    """A name with digits or dots, or one that opens a line or follows a mark."""
    if any(c.isdigit() or c in "._-" for c in name):
        return True
    return re.search(r"(?:^|[\n:;,.!?|(]\s{0,3})\Z", text[max(0, start - 6) : start]) is not None
