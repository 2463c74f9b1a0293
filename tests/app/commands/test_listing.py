# SPDX-License-Identifier: GPL-3.0-or-later
"""What the listing commands say of a case, key by key as the contract has it."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexing.pipeline import adding
from tests.app.commands import corpus
from tests.app.commands.conftest import Built
from tests.app.commands.driving import Row, grouping, imported, indexed, run

AD_KEYS = {
    "ad", "source", "place", "source_id", "url", "site", "title", "body", "language", "posted_at",
    "captured_at", "duplicate_of", "cluster", "images", "mentions", "extra",
}  # fmt: skip


def by_id(rows: list[Row]) -> dict[str, Row]:
    return {row["source_id"]: row for row in rows}


def test_every_ad_is_listed_with_the_keys_of_the_contract(case: Path) -> None:
    rows = run("ads", case, "--jsonl").rows()
    assert len(rows) == len(corpus.ROWS)
    for row in rows:
        assert set(row) >= AD_KEYS
        for image in row["images"]:
            assert set(image) >= {"sha256", "width", "height", "status"}
        for mention in row["mentions"]:
            assert set(mention) >= {"kind", "value", "raw", "start", "end", "validity", "steps"}
    assert [row["ad"] for row in rows] == [f"A{n}" for n in range(1, len(rows) + 1)]
    assert [row["place"] for row in rows] == [f"row {n}" for n in range(2, len(rows) + 2)]
    assert by_id(rows)["p1"]["extra"]["remark"]
    assert by_id(rows)["t1"]["language"] == "en"
    assert by_id(rows)["s3"]["language"] == "ar"


def test_pictures_are_told_with_their_state(case: Path) -> None:
    rows = by_id(run("ads", case, "--jsonl").rows())
    assert rows["p1"]["images"][0]["status"] == "ok"
    assert rows["p1"]["images"][0]["width"] == 320
    missing = {"sha256": None, "width": None, "height": None, "status": "missing"}
    # pictures were not asked to be read, so nothing is known of words in them
    assert rows["p2"]["images"] == [{**missing, "name": "tree.png", "words": None}]
    assert rows["m1"]["images"][0]["sha256"] == rows["m2"]["images"][0]["sha256"]


@pytest.mark.parametrize("clear", [False, True])
def test_a_mention_of_the_body_stands_where_it_says(case: Path, clear: bool) -> None:
    more = ["--unmask", "checking places"] if clear else []
    seen = 0
    for row in run("ads", case, "--jsonl", *more).rows():
        for one in row["mentions"]:
            if one["field"] == "body":
                assert row["body"][one["start"] : one["end"]] == one["raw"]
                seen += 1
    assert seen >= 10


def test_numbers_are_read_through_every_disguise(case: Path) -> None:
    rows = by_id(run("ads", case, "--jsonl", "--unmask", "test").rows())
    for name in ("p1", "p2", "p3", "p4"):
        values = [one["value"] for one in rows[name]["mentions"] if one["kind"] == "phone"]
        assert "+33639980001" in values, name
    assert [one["value"] for one in rows["s3"]["mentions"]] == ["+33639980002"]


def test_unmasking_wants_a_reason_and_is_logged(case: Path) -> None:
    refused = run("ads", case, "--unmask", "  ", "--jsonl")
    assert (refused.code, refused.error()["code"]) == (7, "reason_missing")
    assert run("links", case, "--unmask", "", "--jsonl").code == 7
    assert run("ads", case, "--unmask", "read by two people", "--jsonl").code == 0
    lines = run("audit", case, "--jsonl").rows()
    logged = [line for line in lines if line.get("reason") == "read by two people"]
    assert len(logged) == 1


def test_every_ad_is_in_exactly_one_cluster(case: Path) -> None:
    rows = run("clusters", case, "--jsonl").rows()
    members = [ad for row in rows for ad in row["ads"]]
    assert sorted(members) == sorted(row["ad"] for row in run("ads", case, "--jsonl").rows())
    assert len(members) == len(set(members))
    for row in rows:
        assert set(row) >= {
            "cluster", "size", "ads", "status", "template", "first_seen", "last_seen", "reasons",
        }  # fmt: skip
        assert row["size"] == len(row["ads"])
        assert bool(row["reasons"]) == (row["size"] > 1)


def test_the_planted_groups_are_found_and_nothing_else(case: Path) -> None:
    singles = {frozenset({name}) for name in ("d1", "s1", "s2", "s4", "n1")}
    assert grouping(case) == {*corpus.PLANTED, *singles}


def test_identical_rows_of_one_file_are_separate_ads(case: Path) -> None:
    twins = [row for row in run("ads", case, "--jsonl").rows() if row["source_id"] == "d1"]
    assert len(twins) == 2
    assert twins[0]["duplicate_of"] is None
    assert twins[1]["duplicate_of"] == twins[0]["ad"]
    assert twins[0]["cluster"] == twins[1]["cluster"]


def test_links_tell_every_reason(case: Path) -> None:
    rows = run("links", case, "--jsonl").rows()
    kinds = {reason["kind"] for row in rows for reason in row["reasons"]}
    assert kinds >= {"same_text", "near_text", "phone", "email", "handle", "same_image"}
    for row in rows:
        assert set(row) >= {"a", "b", "decision", "reasons"}
        assert row["decision"] == "none"
        for reason in row["reasons"]:
            assert set(reason) >= {"kind", "score", "threshold", "detail"}


def test_explain_gives_a_path_or_says_there_is_none(case: Path) -> None:
    rows = by_id(run("ads", case, "--jsonl").rows())
    ends = rows["p4"]["ad"], rows["p2"]["ad"]
    document = run("explain", case, *ends, "--json").json()
    assert (document["path"][0], document["path"][-1]) == ends
    assert len(document["links"]) == len(document["path"]) - 1
    assert document["sentence"]
    nothing = run("explain", case, rows["n1"]["ad"], rows["s2"]["ad"], "--json")
    assert nothing.code == 0
    assert nothing.json()["path"] is None
    same = run("explain", case, ends[0], ends[0], "--json").json()
    assert same["path"] == [ends[0]]


def test_explain_says_what_is_too_weak_to_join(empty: Path, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("id,title,description\n1,Lamp,Sold\n2,Lamp,Sold\n", encoding="utf-8")
    imported(empty, file)
    indexed(empty)
    links = run("links", empty, "--jsonl").rows()
    assert links
    assert not any(row["joins"] for row in links)
    told = run("explain", empty, "A1", "A2").out.decode()
    assert told.startswith("A1 and A2 have something in common, but it is too weak to join them.")
    assert "Nothing connects" not in told


def test_explain_says_that_a_person_set_two_apart(case: Path) -> None:
    assert run("decide", case, "A8", "A9", "not-same").code == 0
    told = run("explain", case, "A8", "A9").out.decode()
    assert told.startswith("A8 and A9 are kept apart: a person said that they are not the same.")
    assert "too weak" not in told


@pytest.mark.parametrize("wanted", [("A999", "A1"), ("A1", "A0"), ("A1", "C1"), ("A1", "x")])
def test_explain_of_an_unknown_ad(case: Path, wanted: tuple[str, str]) -> None:
    ran = run("explain", case, *wanted, "--json")
    assert (ran.code, ran.error()["code"]) == (3, "id_unknown")


def test_filters_narrow_the_list(case: Path) -> None:
    def found(expression: str) -> set[str]:
        rows = run("ads", case, "--filter", expression, "--jsonl").rows()
        return {row["source_id"] for row in rows}

    assert found("has:image") == {"p1", "m1", "m2"}
    assert found("lang:ar") == {"s3"}
    assert found("site:market.example lamp") == {"n1"}
    assert found('"green glass" -brass') == set()
    assert found("cluster:>3") == corpus.PLANTED[0]
    unreadable = run("ads", case, "--filter", "cluster:>many", "--jsonl")
    assert (unreadable.code, unreadable.error()["code"]) == (3, "filter_unreadable")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("велосипед", {"s2"}),
        ("ВЕЛОСИПЕД", {"s2"}),
        ("غرفة", {"s3"}),
        ("κιθάρας", {"s4"}),
        ("ΚΙΘΆΡΑΣ", {"s4"}),
        ("sabado roble", {"e1"}),
        ("rayee", {"m2"}),
        ("ліхтарі", {"s2"}),
        ('"blue frame"', {"p4"}),
        ('"frame blue"', set()),
        ("drill*", {"p2"}),
        ("market -little", {"t1", "t2"}),
        ('"', set()),
        ("NEAR( * AND", {"p1"}),
    ],
)
def test_words_are_found_in_every_script(case: Path, words: str, expected: set[str]) -> None:
    name = {row["ad"]: row["source_id"] for row in run("ads", case, "--jsonl").rows()}
    rows = run("search", case, words, "--jsonl").rows()
    assert {name[row["ad"]] for row in rows} == expected
    assert [row["score"] for row in rows] == sorted((r["score"] for r in rows), reverse=True)


@pytest.mark.parametrize(
    "number",
    ["06 39 98 00 01", "+33639980001", "0033 6.39.98.00.01", "639980001", "+33 (0)639980001"],
)
def test_a_phone_is_found_in_any_spelling(case: Path, number: str) -> None:
    name = {row["ad"]: row["source_id"] for row in run("ads", case, "--jsonl").rows()}
    rows = run("search", case, "--phone", number, "--jsonl").rows()
    assert {name[row["ad"]] for row in rows} == {"p1", "p2", "p3", "p4"}
    assert all(set(row) >= {"ad", "score", "why"} for row in rows)


def test_search_wants_something_to_search_for(case: Path) -> None:
    assert run("search", case, "--jsonl").error()["code"] == "usage"


def test_plain_words_are_for_people(case: Path) -> None:
    for words in (("ads",), ("clusters",), ("links",), ("hubs",), ("search", "lamp"), ("audit",)):
        ran = run(words[0], case, *words[1:])
        assert ran.code == 0, ran.err
    assert b"lamp" in run("search", case, "lamp").out
    assert b"A4" in run("explain", case, "A4", "A1").out


def test_the_reports_of_import_and_index_add_up(pristine: Built) -> None:
    (source,) = pristine.import_document["sources"]
    assert set(source) >= {
        "path", "sha256", "format", "encoding", "read", "added", "known", "rejected", "rejects",
        "images", "profile",
    }  # fmt: skip
    assert source["read"] == source["added"] == len(corpus.ROWS)
    assert source["images"] == {"found": 3, "missing": 1, "rejected": 0}
    report = pristine.index_document
    assert [stage["name"] for stage in report["stages"]] == [
        "extract", "pictures", "link", "cluster", "disguised", "templates", "suggest",
        "meaning",
    ]  # fmt: skip
    assert report["ads"] == len(corpus.ROWS)
    assert report["clusters"] == len(corpus.PLANTED) + 5
    assert report["links"] > 0
    assert report["unsettled"] == 0


def test_ads_linked_under_earlier_weights_are_told_until_a_full_run(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adding, "SMALL_CASE", 1)
    monkeypatch.setattr(adding, "MOST_ADDED", 1.0)
    more = tmp_path / "more.csv"
    more.write_text("id,body\nz1,A violin and a music stand wait to be fetched\n")
    assert run("import", case, more).code == 0
    told = "1 ad was linked under earlier weights"
    words = ("index", case, "--workers", "1")
    assert told in run(*words).out.decode()
    assert run(*words, "--json").json()["unsettled"] == 1
    assert told not in run(*words, "--full").out.decode()
    assert run(*words, "--json").json()["unsettled"] == 0
