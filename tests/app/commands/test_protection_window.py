# SPDX-License-Identifier: GPL-3.0-or-later
"""An ad that may be of a minor is met by no question of the window and by no way of its search."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator

from app.commands import search_serving
from app.paths import model_folder
from app.triage.bulk_items import BulkAct, BulkScope
from app.triage.case_session import CaseSession
from app.triage.overview_items import GraphWanted, Wanted
from app.triage.queue_items import Asked
from app.triage.queue_words import orders
from app.triage.searching_items import MODES, Mode, SearchAnswer, SearchAsked
from indexing.pipeline.searching import Searcher
from tests.app.commands.driving import indexed
from tests.app.commands.protection_world import (
    BODY,
    FILE,
    HIDDEN,
    PHONE,
    SECRET_WORD,
    SHARING,
    World,
    opened,
    sealed,
)


def questions() -> dict[str, Callable[[CaseSession], object]]:
    """Every question of the window, asked so that it might show the ad."""
    number = int(HIDDEN[1:])
    return {
        "summary": lambda case: case.summary().images,
        "cluster_ids": lambda case: [case.cluster_ids(w) for w in ("", SECRET_WORD, HIDDEN)][1:],
        "clusters": lambda case: case.clusters(case.cluster_ids("")),
        "queue": lambda case: [case.queue(Asked(w)) for w in ("", SECRET_WORD, HIDDEN)],
        "queue_rows": lambda case: [case.queue_rows([1, 2, 3, 4], one) for one in orders()],
        "facets": lambda case: [case.facets(w) for w in ("", HIDDEN)],
        "views": lambda case: case.views(),
        "ad_ids": lambda case: [case.ad_ids(one) for one in case.cluster_ids("")],
        "ads": lambda case: case.ads([number]),
        "detail": lambda case: case.detail(number, unmasked=True),
        "compare": lambda case: case.compare(number, 1, unmasked=True),
        "chain": lambda case: case.chain(number, 1),
        "template": lambda case: [case.template(one) for one in case.cluster_ids("")],
        "template_rows": lambda case: [
            case.template_rows(one, [number]) for one in case.cluster_ids("")
        ],
        "history": lambda case: case.history(),
        "readings": lambda case: [case.readings(one) for one in case.cluster_ids("")],
        "preview_bulk": lambda case: case.preview_bulk(
            BulkAct("note", "x"), BulkScope("", (), "ads")
        ),
        "preview_turn": lambda case: [case.preview_turn(one.op) for one in case.history()],
        "bridges": lambda case: [case.bridges(one) for one in case.cluster_ids("")],
        "hubs": lambda case: case.hubs(),
        "imports": lambda case: case.imports(),
        "protection": lambda case: case.protection(),
        "suggestions": lambda case: case.suggestions(number, unmasked=True),
        "rules": lambda case: getattr(case, "rules", list)(),
        "cluster_suggestions": lambda case: [
            case.cluster_suggestions(one) for one in case.cluster_ids("")
        ],
        **of_one_cluster(),
        **of_the_overview(),
        "picture_places": lambda case: list(case.picture_places(None)),
        "listed_pictures": lambda case: case.listed_pictures(case.picture_places(None)),
        "agreement": lambda case: case.agreement(),
        "is_second": lambda case: case.is_second(),
        "codebook": lambda case: case.codebook(),
        "try_rule": lambda case: case.try_rule(RULE, 0),
    }


def of_one_cluster() -> dict[str, Callable[[CaseSession], object]]:
    """The questions of the page on one cluster, asked of every cluster."""

    def each(ask: Callable[[CaseSession, int], object]) -> Callable[[CaseSession], object]:
        return lambda case: [ask(case, one) for one in case.cluster_ids("")]

    return {
        "decide_head": each(lambda case, one: case.decide_head(one)),
        "decide_text": each(lambda case, one: case.decide_text(one, unmasked=True)),
        "decide_pictures": each(lambda case, one: case.decide_pictures(one)),
        "decide_timeline": each(lambda case, one: case.decide_timeline(one)),
        "decide_ads": each(lambda case, one: case.decide_ads(one, (), "", "9999")),
        "decide_reasons": each(lambda case, one: case.decide_reasons(one, unmasked=True)),
        "decide_suggestions": each(lambda case, one: case.decide_suggestions(one, {})),
        "decide_marks": each(lambda case, one: case.decide_marks(one)),
    }


def of_the_overview() -> dict[str, Callable[[CaseSession], object]]:
    """The questions of the overview, asked of the whole case and of the ad."""
    wanted = (Wanted(), Wanted("filter", expression=HIDDEN), Wanted("filter", expression=PHONE))

    def each(ask: Callable[[CaseSession, Wanted], object]) -> Callable[[CaseSession], object]:
        return lambda case: [ask(case, one) for one in wanted]

    return {
        "overview_timeline": each(lambda case, one: case.overview_timeline(one, "site")),
        "overview_map": each(lambda case, one: case.overview_map(one)),
        "overview_graph": each(lambda case, one: case.overview_graph(one, GraphWanted())),
        "overview_movement": each(lambda case, one: case.overview_movement(one)),
        "overview_terms": lambda case: case.overview_terms(Wanted()),
        "overview_unplaced": each(lambda case, one: case.overview_unplaced(one)),
    }


RULE = {
    "id": "R-FEE-01-own", "indicator": "FEE-01", "version": 1, "kind": "lexicon", "lang": "en",
    "unit": "sentence", "all_of": [{"any_of": ["harbour"]}], "explain": "Found: {words}.",
}  # fmt: skip

NOT_ASKED = {
    # acts and ways in; what they answer is told by the questions
    "reader", "close", "key_hex", "thumbnail", "add_tag", "withdraw_tag", "add_note", "decide",
    "split", "merge", "rule", "set_status", "undo", "redo", "unmask", "opened_picture", "purge_ad",
    "searched",
    "answer", "switch", "protect", "answer_protocol", "tidy", "stop_picture", "outside_version",
    "apply_bulk", "be_second", "draw", "go_through", "looked", "move", "put_code", "remove_view",
    "rename_view", "save_view", "say_reading", "turn_to", "unmask_cluster", "use_codebook", "warm",
    "compare_codebook", "export_codebook", "import_codebook",  # of files that hold no ad
    "clear_picture",  # asked below, of the picture
    "read_sealed", "carry_out_sealed",  # of who holds a role: test_sealed_acts
}  # fmt: skip


def test_no_question_of_the_window_is_forgotten() -> None:
    made_of = [vars(one) for one in CaseSession.__mro__ if one is not object]
    public = {name for names in made_of for name in names if not name.startswith("_")}
    assert public - set(questions()) - NOT_ASKED == set()


def test_before_it_is_sealed_questions_show_it(world: World) -> None:
    met = set()
    with opened(world.case) as case:
        session = CaseSession(case)
        for name, ask in questions().items():
            if world.told(repr(ask(session)).encode()):
                met.add(name)
        assert session.clear_picture(hashlib.sha256(world.picture).hexdigest()) is not None
    wanted = {"detail", "compare", "ads", "clusters", "decide_text", "queue_rows"}
    assert wanted - met == set()


def test_no_question_of_the_window_shows_it(world: World) -> None:
    from indexing.errors import KnownError

    sealed(world)
    sha256 = hashlib.sha256(world.picture).hexdigest()
    with opened(world.case) as case:
        session = CaseSession(case)
        for name, ask in questions().items():
            try:
                told = repr(ask(session))
            except KnownError as error:
                told = repr(error.detail)
            assert world.told(told.encode()) == [], (name, told[:400])
        assert session.thumbnail(sha256) == b""
        assert session.clear_picture(sha256) is None
        assert session.ads([2]) == []
        assert 2 not in {ad for one in session.cluster_ids("") for ad in session.ad_ids(one)}
        assert session.detail(int(SHARING[1:])).images[0].status == "protected"
        while session.undo().sentence:
            pass
        assert session.ads([2]) == []


def searches(world: World) -> Iterator[SearchAsked]:
    """What the window's search child may be asked, in each of its ways."""
    typed: dict[Mode, str] = {
        "words": SECRET_WORD,
        "meaning": BODY,
        "picture": str(world.folder / "in" / FILE),
        "like": HIDDEN,
        "contact": PHONE,
    }
    for mode in MODES:
        yield SearchAsked(mode, typed[mode])
    for only in (HIDDEN, "has:image", "tag:FEE-01", SECRET_WORD):
        yield SearchAsked("words", "room", only)
        yield SearchAsked("like", "A1", only)


def searched(world: World) -> Iterator[tuple[SearchAsked, SearchAnswer]]:
    with opened(world.case) as case:
        searcher = Searcher(case, model_folder())
        for one in searches(world):
            yield one, search_serving.answered(case, searcher, {"id": 1, **one.document()})


def test_the_search_child_finds_it_before_it_is_sealed(world: World) -> None:
    met = {one.mode for one, answer in searched(world) if 2 in {hit.ad for hit in answer.hits}}
    assert met >= {"words", "picture", "contact"}


def test_the_search_child_does_not_find_it(world: World) -> None:
    sealed(world)
    indexed(world.case)
    for one, answer in searched(world):
        assert 2 not in {hit.ad for hit in answer.hits}, one.mode
        told = json.dumps(answer.document()).replace(str(world.folder / "in" / FILE), "")
        assert world.told(told.encode()) == [], (one.mode, told[:400])
