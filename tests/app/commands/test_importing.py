# SPDX-License-Identifier: GPL-3.0-or-later
"""Import and index from outside: counts, repeats, broken files, judgements that stay."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.app.commands import corpus
from tests.app.commands.conftest import Built
from tests.app.commands.driving import Ran, grouping, imported, indexed, run


def test_importing_again_adds_nothing(pristine: Built, case: Path) -> None:
    (source,) = imported(case, pristine.source, "--images", pristine.images)["sources"]
    assert (source["read"], source["known"], source["added"]) == (18, 18, 0)
    assert source["images"] == {"found": 3, "missing": 1, "rejected": 0}


def test_a_moved_copy_of_the_file_adds_nothing(pristine: Built, case: Path, tmp_path: Path) -> None:
    copy = tmp_path / "other-name.csv"
    shutil.copyfile(pristine.source, copy)
    (source,) = imported(case, copy)["sources"]
    assert (source["known"], source["added"]) == (18, 0)


def test_a_picture_that_was_missing_is_brought_in_later(
    pristine: Built, case: Path, tmp_path: Path
) -> None:
    images = tmp_path / "pictures"
    shutil.copytree(pristine.images, images)
    corpus.draw(images / "tree.png", 3)
    (source,) = imported(case, pristine.source, "--images", images)["sources"]
    assert source["images"]["missing"] == 0
    stages = {stage["name"]: stage["done"] for stage in indexed(case)["stages"]}
    assert (stages["extract"], stages["pictures"]) == (0, 1)


def test_indexing_again_does_nothing_new(case: Path) -> None:
    before = grouping(case)
    report = indexed(case)
    stages = {stage["name"]: stage["done"] for stage in report["stages"]}
    assert (stages["extract"], stages["pictures"]) == (0, 0)
    assert grouping(case) == before


def test_without_the_model_all_but_meaning_is_done(case: Path) -> None:
    ran = run("index", case, "--workers", "1", "--json")
    assert ran.code == 0
    assert ran.json()["stages"][-1]["code"] == "model_missing"
    assert "language model is not there" in ran.err


def test_ids_of_ads_and_clusters_stay(pristine: Built, case: Path, tmp_path: Path) -> None:
    before = {row["ad"]: row["cluster"] for row in run("ads", case, "--jsonl").rows()}
    more = tuple({**row, "id": f"x{n}", "city": "Oulu"} for n, row in enumerate(corpus.ROWS[:6]))
    imported(case, corpus.write_csv(tmp_path, more, "more.csv"))
    indexed(case)
    after = {row["ad"]: row["cluster"] for row in run("ads", case, "--jsonl").rows()}
    assert {ad: after[ad] for ad in before} == before


def test_a_broken_row_in_the_middle_is_told_and_the_rest_comes_in(
    empty: Path, tmp_path: Path
) -> None:
    file = tmp_path / "list.csv"
    good = "".join(f'{n},Lamp {n},"Green glass, foot {n}"\n' for n in range(1, 6))
    more = "".join(f'{n},Chair {n},"Oak, seat {n}"\n' for n in range(6, 11))
    file.write_text(f"id,title,description\n{good}77,only two\n{more}", encoding="utf-8")
    (source,) = imported(empty, file)["sources"]
    assert source["read"] == source["added"] + source["known"] + source["rejected"]
    assert (source["added"], source["rejected"]) == (10, 1)
    (reject,) = source["rejects"]
    assert set(reject) == {"place", "code", "message"}
    assert (reject["place"], reject["code"]) == ("row 7", "row_width")
    assert "2" in reject["message"]


def test_a_dry_run_stores_nothing(pristine: Built, empty: Path) -> None:
    document = imported(empty, pristine.source, "--dry-run")
    assert document["sources"][0]["read"] == 18
    assert run("ads", empty, "--jsonl").rows() == []


def test_bytes_read_are_not_told_as_rows(pristine: Built, empty: Path) -> None:
    told = run("import", empty, pristine.source).err
    assert "reading rows: 100 %" in told
    assert str(pristine.source.stat().st_size) not in told.replace(",", "")


def test_columns_are_mapped_by_hand_and_unknown_ones_kept(empty: Path, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("alpha,beta,gamma\nLamp,Green glass,7\nChair,Oak\n", encoding="utf-8")
    (source,) = imported(empty, file, "--map", "title=alpha", "--map", "body=beta")["sources"]
    assert (source["added"], source["rejected"]) == (1, 1)
    (row,) = run("ads", empty, "--jsonl").rows()
    assert (row["title"], row["body"], row["extra"]) == ("Lamp", "Green glass", {"gamma": "7"})


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--map", "colour=alpha"], "map_field_unknown"),
        (["--map", "title=delta"], "map_column_unknown"),
        (["--format", "docx"], "format_unknown"),
        (["--encoding", "klingon"], "encoding_unknown"),
        (["--images", "nowhere"], "images_missing"),
        (["--profile", "nowhere"], "file_missing"),
    ],
)
def test_options_that_fit_nothing(
    empty: Path, tmp_path: Path, options: list[str], code: str
) -> None:
    file = tmp_path / "list.csv"
    file.write_text("alpha,beta\nLamp,Green glass\n", encoding="utf-8")
    ran = run("import", empty, file, *options, "--json")
    assert (ran.code, ran.error()["code"]) == (3, code)
    assert "…" not in ran.error()["message"] + ran.error()["remedy"]


def assert_bad_file(ran: Ran, code: str, file: Path) -> None:
    error = ran.error()
    assert (ran.code, error["code"], error["path"]) == (3, code, str(file))
    assert str(file) in error["message"]
    assert error["remedy"]


def test_files_of_which_nothing_is_usable(empty: Path, pristine: Built, tmp_path: Path) -> None:
    missing, folder, nothing = tmp_path / "no.csv", tmp_path / "folder", tmp_path / "nothing.csv"
    folder.mkdir()
    nothing.touch()
    picture = tmp_path / "list.csv"
    shutil.copyfile(pristine.images / "house.png", picture)
    header = tmp_path / "header.csv"
    header.write_text("id,title\n", encoding="utf-8")
    cut = tmp_path / "cut.json"
    cut.write_text('[{"id": 1, "title": "La', encoding="utf-8")
    for file, code in (
        (missing, "file_missing"),
        (folder, "archive_empty"),
        (nothing, "file_empty"),
        (picture, "file_not_this_format"),
        (header, "no_rows"),
        (cut, "json_broken"),
    ):
        assert_bad_file(run("import", empty, file, "--json"), code, file)
    assert run("ads", empty, "--jsonl").rows() == []


def test_a_bad_file_after_a_good_one_loses_nothing(
    pristine: Built, empty: Path, tmp_path: Path
) -> None:
    ran = run("import", empty, pristine.source, tmp_path / "no.csv", "--json")
    assert ran.code == 3
    document = ran.json()
    assert document["error"]["code"] == "file_missing"
    assert [one["added"] for one in document["sources"]] == [18]
    assert len(run("ads", empty, "--jsonl").rows()) == 18


def test_a_file_of_which_every_row_is_rejected_is_nothing_usable(
    pristine: Built, empty: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("id,title\n1,a,b\n2,c,d\n", encoding="utf-8")
    for words in (["--dry-run"], []):
        ran = run("import", empty, bad, "--json", *words)
        assert ran.code == 3
        [source] = ran.json()["sources"]
        assert (source["read"], source["rejected"], len(source["rejects"])) == (2, 2, 2)
        error = ran.json()["error"]
        assert (error["code"], error["place"]) == ("rows_all_rejected", "row 2")
        assert str(bad) in error["message"]
    told = run("import", empty, bad)
    assert told.code == 3
    assert b"2 rejected" in told.out
    assert "every row was rejected" in told.err
    beside = run("import", empty, bad, pristine.source, "--json")
    assert beside.code == 0  # something usable came in
    assert "error" not in beside.json()


@pytest.mark.parametrize("word", ["same", "not-same", "unsure", "none"])
def test_a_judgement_is_shown_with_its_link(case: Path, word: str) -> None:
    document = run("decide", case, "A2", "A1", word, "--note", "looked at both", "--json").json()
    assert document["decision"] == word
    links = {(row["a"], row["b"]): row for row in run("links", case, "--jsonl").rows()}
    assert links[("A1", "A2")]["decision"] == word


def test_judgements_outlive_indexing_and_imports(case: Path, tmp_path: Path) -> None:
    # by hand: the lamp belongs to the number, the repeated text stands apart from its twin
    assert run("decide", case, "A18", "A1", "same").code == 0
    assert run("decide", case, "A8", "A9", "not-same").code == 0

    def assert_holds() -> None:
        cluster = {row["ad"]: row["cluster"] for row in run("ads", case, "--jsonl").rows()}
        assert cluster["A18"] == cluster["A1"] == cluster["A4"]
        assert cluster["A8"] != cluster["A9"]

    assert_holds()
    indexed(case)
    assert_holds()
    more = tuple({**row, "id": f"x{n}", "city": "Oulu"} for n, row in enumerate(corpus.ROWS[:3]))
    imported(case, corpus.write_csv(tmp_path, more, "more.csv"))
    indexed(case)
    assert_holds()
    document = run("explain", case, "A18", "A4", "--json").json()
    assert document["path"] == ["A18", "A1", "A4"]
    assert "person" in document["sentence"]


def test_what_is_judged_not_the_same_is_never_a_step(case: Path) -> None:
    for other in ("A1", "A2", "A3"):
        assert run("decide", case, "A4", other, "not-same").code == 0
    assert run("explain", case, "A4", "A1", "--json").json()["path"] is None
    assert frozenset({"p4"}) in grouping(case)


@pytest.mark.parametrize(
    ("words", "code", "exits"),
    [
        (("A1", "A1", "same"), "judgement_of_one_ad", 3),
        (("A1", "A99", "same"), "id_unknown", 3),
        (("A1", "A2", "perhaps"), "usage", 2),
        (("A1",), "usage", 2),
    ],
)
def test_judgements_that_make_no_sense(
    case: Path, words: tuple[str, ...], code: str, exits: int
) -> None:
    ran = run("decide", case, *words, "--json")
    assert (ran.code, ran.error()["code"]) == (exits, code)
