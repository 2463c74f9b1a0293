# SPDX-License-Identifier: GPL-3.0-or-later
"""Searching a case for a person: questions as they are asked, hits with sentences, covered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from app.i18n import _, ngettext
from app.messages import describe
from app.messages.kinds import kind_word
from app.triage import masking, search_log
from app.triage.covering import Cover
from app.triage.expressions import parse_chosen
from app.triage.queue_bound import bound
from app.triage.searching_items import SearchAnswer, SearchAsked, SearchHit
from indexing.errors import BadInputError
from indexing.limits import MAX_IMAGE_BYTES
from indexing.pipeline.searching import Question, Searcher
from indexing.pipeline.searching_found import Answer, Ground, Hit
from indexing.store import ads, images, mentions, search_places, search_words
from indexing.store.ads import AdRow
from indexing.store.case import Case
from indexing.store.ids import ad_id, parse_ad


def question(asked: SearchAsked) -> Question:
    """What the search panel asks.

    Raises:
        BadInputError: the filter, the id or the picture's file cannot be read.
    """
    only = parse_chosen(asked.only)
    value = asked.value
    if asked.mode == "meaning":
        return Question(meaning=value, only=only, limit=asked.limit)
    if asked.mode == "picture":
        return Question(picture=picture_bytes(Path(value)), only=only, limit=asked.limit)
    if asked.mode == "like":
        return Question(like=parse_ad(value), only=only, limit=asked.limit)
    if asked.mode == "contact":
        return Question(contacts=(value,), only=only, limit=asked.limit)
    return Question(words=value, only=only, limit=asked.limit)


def picture_bytes(path: Path) -> bytes:
    """The bytes of a file, not more than a picture may have.

    Raises:
        BadInputError: ``file_missing``, ``file_is_folder``, ``file_unreadable``, ``file_empty``
            or ``image_too_large``, with the path.
    """
    try:
        with path.open("rb") as stream:
            untrusted_data = stream.read(MAX_IMAGE_BYTES + 1)
    except FileNotFoundError as error:
        raise BadInputError("file_missing", path=path) from error
    except IsADirectoryError as error:
        raise BadInputError("file_is_folder", path=path) from error
    except OSError as error:
        raise BadInputError("file_unreadable", path=path) from error
    if not untrusted_data:
        raise BadInputError("file_empty", path=path)
    if len(untrusted_data) > MAX_IMAGE_BYTES:
        raise BadInputError("image_too_large", path=path, detail={"bytes": MAX_IMAGE_BYTES})
    return untrusted_data


def ask(
    searcher: Searcher,
    case: Case,
    asked: Question,
    *,
    picture: str | None = None,
    is_logged: bool = True,
    only_own: bool = False,
) -> Answer:
    """The answer to a question; that one was asked, and how many ads answered, is in the log.

    Not ``is_logged``: the window logs what its search child found, for it takes what another
    process writes for a change of the case. ``picture`` names the file that was asked with;
    ``only_own`` is as in ``queue_bound``.

    Raises:
        BadInputError: ``search_picture`` for bytes that are no picture, and what ``Searcher.ask``
            raises else.
        RefusedError: ``picture_protected``.
    """
    try:
        answer = searcher.ask(replace(asked, only=bound(case, asked.only, only_own=only_own)))
    except BadInputError as error:
        if asked.picture is None or not error.code.startswith(("image_", "file_")):
            raise
        raise BadInputError(
            "search_picture", path=picture, detail={"why": describe(error).text}
        ) from error
    ways = {
        "words": bool(asked.words),
        "meaning": bool(asked.meaning),
        "picture": asked.picture is not None,
        "like": asked.like is not None,
        "contact": bool(asked.contacts),
        "filter": asked.only is not None,
    }
    if is_logged:
        search_log.note(case, [way for way, is_asked in ways.items() if is_asked], len(answer.hits))
    return answer


def answered(case: Case, asked: Question, answer: Answer) -> SearchAnswer:
    """An answer as the panel shows it."""
    rows = {row.ad: row for row in ads.get_many(case, [hit.ad for hit in answer.hits])}
    told = dict(whys(case, asked, answer))
    hits = tuple(_shown(case, rows[hit.ad], told[hit.ad]) for hit in answer.hits if hit.ad in rows)
    return SearchAnswer(hits, tuple(note_words(code, n) for code, n in answer.notes))


def whys(case: Case, asked: Question, answer: Answer) -> Iterator[tuple[int, str]]:
    """The ads that were found, each with the sentence that says why; contacts covered."""
    for hit in answer.hits:
        yield hit.ad, why(case, asked, hit)


def why(case: Case, asked: Question, hit: Hit) -> str:
    """Why an ad was found."""
    said = (_said(case, asked, hit.ad, ground) for ground in hit.grounds)
    return " · ".join(dict.fromkeys(filter(None, said)))


def note_words(code: str, number: int) -> str:
    """What a search could not look at."""
    if code == "ads_without_meaning":
        return ngettext(
            "{n} ad was not compared by meaning yet; “Find what belongs together” does it.",
            "{n} ads were not compared by meaning yet; “Find what belongs together” does it.",
            number,
        ).format(n=number)
    if code == "vectors_damaged":
        return ngettext(
            "What was kept of the meaning of {n} ad was damaged; the next “Find what belongs "
            "together” makes it again.",
            "What was kept of the meaning of {n} ads was damaged; the next “Find what belongs "
            "together” makes it again.",
            number,
        ).format(n=number)
    if code == "pictures_pending":
        return ngettext(
            "{n} picture is not decoded yet; “Find what belongs together” does it.",
            "{n} pictures are not decoded yet; “Find what belongs together” does it.",
            number,
        ).format(n=number)
    if code == "pictures_whole_only":
        return _("The case has very many pictures: pieces of pictures were not looked for.")
    return _("Meaning was not looked at: it was not compared yet, or its model is not set up.")


def _shown(case: Case, row: AdRow, reason: str) -> SearchHit:
    cover = Cover(mentions.of_ad(case, row.ad))
    title, body = (
        " ".join(cover.read(field, getattr(row, field))[:_WHOLE].split())[:_TITLE]
        for field in ("title", "body")
    )
    if reason == title:  # what was searched for stands in the title: the text below says more
        reason = body
    return SearchHit(
        ad=row.ad,
        why=reason,
        title=title or body,
        site=row.site,
        posted_at=row.posted_at or row.captured_at,
        language=row.language,
        cluster=row.cluster,
    )


_TITLE, _WHOLE = 160, 400
_CUT = "…"


def _said(case: Case, asked: Question, ad: int, ground: Ground) -> str:
    return _WORDED[ground.kind](case, asked, ad, ground.detail)


Detail = Mapping[str, object]


def _words(case: Case, asked: Question, ad: int, _detail: Detail) -> str:
    piece = search_places.piece(case, ad, search_words.query(asked.words))
    if piece is None:
        return ""
    cover = Cover(mentions.of_ad(case, ad))
    if piece.further is None:
        text = cover.read(piece.field, piece.text)
    else:
        text = cover.further(piece.further)
    before, after = (_CUT if cut else "" for cut in (piece.start, piece.end < len(piece.text)))
    return before + " ".join(text[piece.start : piece.end].split()) + after


def _contact(_case: Case, asked: Question, _ad: int, detail: Detail) -> str:
    kind = str(detail["contact"])
    shown = masking.cover(kind, str(detail["value"]))
    if asked.like is None:
        return f"{kind_word(kind)} {shown}"
    return _("same {contact}: {value}").format(contact=kind_word(kind), value=shown)


def _meaning(_case: Case, asked: Question, _ad: int, detail: Detail) -> str:
    by = detail["by"]
    if isinstance(by, int):
        return _BY_GROUP[str(detail["strength"])]().format(ad=ad_id(by))
    if asked.like is not None:
        return _("says much the same as {ad}").format(ad=ad_id(asked.like))
    return _BY_ITSELF[str(detail["strength"])]()


_BY_ITSELF: dict[str, Callable[[], str]] = {
    "near": lambda: _("says much the same"),
    "similar": lambda: _("says something similar"),
    "faint": lambda: _("may have to do with it"),
}
_BY_GROUP: dict[str, Callable[[], str]] = {
    "near": lambda: _("nearly repeats {ad}, which says much the same"),
    "similar": lambda: _("nearly repeats {ad}, which says something similar"),
    "faint": lambda: _("nearly repeats {ad}, which may have to do with it"),
}


def _same_text(_case: Case, asked: Question, _ad: int, _detail: Detail) -> str:
    return _("repeats the text of {ad}").format(ad=ad_id(asked.like or 0))


def _near_text(_case: Case, asked: Question, _ad: int, _detail: Detail) -> str:
    return _("nearly repeats the text of {ad}").format(ad=ad_id(asked.like or 0))


def _same_file(case: Case, _asked: Question, ad: int, detail: Detail) -> str:
    return _("shows the same file: its picture {n}").format(n=_place(case, ad, detail))


def _near_image(case: Case, _asked: Question, ad: int, detail: Detail) -> str:
    words = {
        "whole": _("shows the same picture: its picture {n}"),
        "part": _("shows the same picture, cut: its picture {n}"),
        "piece": _("shows a piece of the same picture: its picture {n}"),
    }[str(detail["how"])].format(n=_place(case, ad, detail))
    variant = str(detail["variant"])
    if variant.startswith("mirrored"):
        words = _("{words}, mirrored").format(words=words)
    if "turned" in variant:
        words = _("{words}, turned").format(words=words)
    if detail["inverted"]:
        words = _("{words}, as a negative").format(words=words)
    return words


def _place(case: Case, ad: int, detail: Detail) -> int:
    """The place of a picture in an ad, counted from 1; 0 when it is gone."""
    places = [one.position for one in images.of_ad(case, ad) if one.sha256 == detail["image"]]
    return places[0] + 1 if places else 0


_WORDED: dict[str, Callable[[Case, Question, int, Detail], str]] = {
    "words": _words,
    "contact": _contact,
    "meaning": _meaning,
    "same_text": _same_text,
    "near_text": _near_text,
    "same_file": _same_file,
    "near_image": _near_image,
}
