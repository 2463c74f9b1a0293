# SPDX-License-Identifier: GPL-3.0-or-later
"""Defects found in tables, chats and downloads, each as the few bytes that showed it."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from indexing.importers import delimited, field_names, meta_shapes
from indexing.importers.base import RawRow
from indexing.importers.delimiter import find_delimiter
from indexing.importers.field_map import guess
from indexing.importers.field_names import key_of
from indexing.importers.mended import COLUMNS
from indexing.importers.meta_download import mended
from indexing.importers.minimise import unreadable
from indexing.importers.origin import FileOrigin
from indexing.importers.registry import open_source
from indexing.importers.whatsapp_text import parts_of
from indexing.limits import MAX_COLUMN_CHARACTERS, MAX_GUESSED_COLUMNS
from indexing.pipeline.importing import import_source
from indexing.pipeline.importing import open_source as open_chosen
from indexing.pipeline.reading_choices import ImportChoices
from indexing.pipeline.repairing import repair_source, to_mend
from indexing.progress import run
from indexing.records import AdRecord
from indexing.store import import_records, sources
from indexing.store.case import Case, CaseMeta, create
from indexing.store.keys import Argon2Cost

pytestmark = pytest.mark.timeout(60)
META = CaseMeta("Test", "Consent", "Analyst One", "2035-01-01", ("FR",), ("fr",))
SENDER = "Renée"


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    """A new case, open for writing."""
    folder = tmp_path / "one.faisceau"
    made, _ = create(folder, passphrase="herons", meta=META, cost=Argon2Cost(64, 1, 1))
    yield made
    made.close()


def as_downloaded(text: str) -> str:
    return text.encode().decode("latin-1")


def chat(folder: Path) -> Path:
    message = {
        "sender_name": as_downloaded(SENDER),
        "timestamp_ms": 1_700_000_000_000,
        "content": "A green lamp",
    }
    path = folder / "message_1.json"
    path.write_text(json.dumps({"participants": [], "messages": [message]}), encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["from", "From", " FROM", "f-r-o-m"])
@pytest.mark.parametrize("how", ["dropped", "masked"])
def test_the_raw_name_goes_with_its_column(tmp_path: Path, name: str, how: str) -> None:
    """The beginning of ``from.raw`` was compared letter by letter, and the name came in."""
    choices = ImportChoices(dropped=(name,)) if how == "dropped" else ImportChoices(masked=(name,))
    (ad,) = open_chosen(chat(tmp_path), choices).records()
    assert isinstance(ad, AdRecord)
    for told in (SENDER, as_downloaded(SENDER)):
        assert told not in repr(ad)
    assert ad.author == ("" if how == "dropped" else unreadable(SENDER))
    assert ad.body == "A green lamp"


@pytest.mark.parametrize("column", ["Kept-Note/0/Name", "kept.note.of_whom", "KEPT_NOTE.x"])
def test_a_name_means_what_stands_below_it_however_it_is_written(
    tmp_path: Path, column: str
) -> None:
    path = tmp_path / "ads.csv"
    path.write_text(f"id,{column},keptnotes,body\n1,quince,medlar,Lamp\n", encoding="utf-8")
    source = open_chosen(path, ImportChoices(dropped=("kept note",)))
    assert source.columns == ("id", "keptnotes", "body")
    assert "quince" not in repr(list(source.records()))


def test_rejects_that_a_later_pass_took_are_gone(case: Case, tmp_path: Path) -> None:
    """They stayed, with their texts: mended by a person, they would have been ads twice."""
    path = tmp_path / "ads.csv"
    rows = [f"{n},Chambre meublée numéro {n}" for n in range(1, 6)]
    path.write_bytes("\n".join(["id,body", *rows, "6", ""]).encode("cp1252"))
    first = run(import_source(case, path, ImportChoices(encoding="utf-8")))
    assert (first.added, first.rejected) == (0, 6)
    second = run(import_source(case, path, ImportChoices(encoding="cp1252")))
    assert (second.added, second.rejected) == (5, 1)
    assert [(x.place, x.code) for x in import_records.rejects(case, 1)] == [("row 7", "row_width")]
    (source,) = sources.list_sources(case)
    assert [reject.place for reject, _ in to_mend(case, source)] == ["row 7"]
    again = run(import_source(case, path, ImportChoices(encoding="cp1252")))
    assert (again.added, again.rejected) == (0, 1)
    assert import_records.reject_count(case, 1) == 1


def test_a_mended_reject_stays_when_its_row_is_read_in_a_better_way(
    case: Case, tmp_path: Path
) -> None:
    path = tmp_path / "ads.csv"
    path.write_bytes("id,body\n1,Chambre meublée\n2,Lit doublé\n".encode("cp1252"))
    run(import_source(case, path, ImportChoices(encoding="utf-8")))
    import_records.mark_repaired(case, 1, ["row 2"], by=1)
    run(import_source(case, path, ImportChoices(encoding="cp1252")))
    assert [(x.place, x.repaired_by) for x in import_records.rejects(case, 1)] == [("row 2", 1)]


def test_a_pass_that_stops_leaves_the_rejects_to_the_next(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "ads.csv"
    path.write_bytes("id,body\n1,Chambre meublée\n2,Lit doublé\n".encode("cp1252"))
    run(import_source(case, path, ImportChoices(encoding="utf-8")))
    steps = import_source(case, path, ImportChoices(encoding="cp1252"))
    next(steps)
    steps.close()
    assert import_records.reject_count(case, 1) == 2
    run(import_source(case, path, ImportChoices(encoding="cp1252")))
    assert import_records.reject_count(case, 1) == 0


def test_a_long_cell_of_a_header_is_no_name(tmp_path: Path) -> None:
    """One character of it became eighteen, ten times over, and no memory was enough."""
    path = tmp_path / "ads.csv"
    long = "\ufdfa" * 400_000
    path.write_text(f"id,body,{long},{long}\n1,Lamp,a,b\n", encoding="utf-8")
    source = open_source(path)
    assert [len(name) for name in source.columns[:3]] == [2, 4, MAX_COLUMN_CHARACTERS]
    assert len(set(source.columns)) == 4
    (ad,) = source.records()
    assert isinstance(ad, AdRecord)
    assert sorted(ad.extra.values()) == ["a", "b"]
    assert len(key_of(long)) <= 18 * MAX_COLUMN_CHARACTERS


def test_quotes_that_seem_to_go_on_from_each_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From each line the rest of the file was read as one row, in vain."""
    path = tmp_path / "ads.csv"
    path.write_text("id,body\n" + 'x","y\n' * 20_000 + "7,Lamp\n", encoding="utf-8")
    given, take = [0], delimited._Lines.take

    def counted(self: delimited._Lines) -> str:
        given[0] += 1
        return take(self)

    monkeypatch.setattr(delimited._Lines, "take", counted)
    reader = delimited.DelimitedReader(FileOrigin(path), None)
    rows = list(reader.rows())
    assert isinstance(rows[-1], RawRow)
    assert len(rows) == 20_001
    assert given[0] < 5_000_000  # 400,000,000 before


@pytest.mark.parametrize("lines", [300, 3_000])
def test_a_long_row_after_stray_quotes_is_whole(tmp_path: Path, lines: int) -> None:
    path = tmp_path / "ads.csv"
    body = "\n".join(f"line {n}" for n in range(lines))
    stray = '1,"Lamp" green\n' * 50
    path.write_text(f'id,body\n{stray}2,"{body}"\n', encoding="utf-8")
    *_, last = open_source(path).records()
    assert isinstance(last, AdRecord)
    assert last.body == body


def test_columns_without_end_are_guessed_once_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each was looked up in each row, and its name asked for its field again and again."""
    rows = [
        RawRow(f"line {n}", {"body": "Lamp", **{f"k{n}x{k}": "v" for k in range(1_000)}})
        for n in range(200)
    ]
    asked: list[str] = []
    field_of: Callable[[str], tuple[str, int] | None] = field_names.field_of

    def counted(column: str) -> tuple[str, int] | None:
        asked.append(column)
        return field_of(column)

    monkeypatch.setattr("indexing.importers.field_map.field_of", counted)
    columns = tuple(dict.fromkeys(name for row in rows for name in row.cells))
    assert guess(columns, rows).fields["body"] == ("body",)
    assert len(columns) > 200_000
    assert len(asked) <= MAX_GUESSED_COLUMNS


def test_a_line_of_bullets_is_searched_once() -> None:
    """Each bullet was tried with each word behind it."""
    line = "a • " * 149
    text = "\n".join([line] * 4_000)
    assert parts_of(text).text == text


@pytest.mark.parametrize(
    ("line", "omitted"),
    [
        ("video omitted", True),
        ("Plan.pdf • 2 pages document omitted", True),
        ("a • b • Audio weggelassen", True),
        ("Contrat • carte de contact omise", True),
        ("a • document omitted • ", False),
        ("Plan.pdf document omitted", False),
        ("a • the video was omitted", False),
    ],
)
def test_what_a_line_says_of_a_file_that_was_left_out(line: str, omitted: bool) -> None:
    assert bool(parts_of(line).omitted) is omitted


def test_a_post_of_many_words_and_files(tmp_path: Path) -> None:
    """Each text was looked for in each other, and each file in the list of pictures."""
    texts = [{"post": f"words {n} {'.' * 300}"} for n in range(12_000)]
    assert meta_shapes._joined([x["post"] for x in texts]).count("words") == 12_000
    uris = [f"photos/{n}.jpg" for n in range(40_000)] + [f"files/{n}.pdf" for n in range(40_000)]
    assert meta_shapes._files(uris)["file"] == uris[40_000:]


def test_texts_of_a_post_are_kept_once() -> None:
    assert meta_shapes._joined(["A green lamp", "green", "", "A green lamp", "Oak"]) == (
        "A green lamp\n\nOak"
    )


def test_two_names_that_are_one_when_put_right() -> None:
    """The first of the values was lost."""
    broken = as_downloaded("café")
    cells = mended({"café": "one", broken: "two", "x": as_downloaded("é"), "x.raw": "three"})
    assert cells["café"] == "one"
    assert cells["café.2"] == "two"
    assert (cells["x"], cells["x.raw"], cells["x.raw.2"]) == ("é", as_downloaded("é"), "three")


def test_all_that_a_map_of_strings_holds() -> None:
    """A second comment was lost, and what bore the name of a column."""
    entry = {
        "string_map_data": {
            "Comment": {"value": "first words"},
            "Comments": {"value": "second words"},
            "site": {"value": "example.org"},
            "file": {"value": "plan"},
            "Time": {"timestamp": 1_700_000_000},
            "Edited": {"timestamp": 1_700_000_001},
        },
        "media_list_data": [{"uri": "media/a.pdf"}],
    }
    cells = meta_shapes.cells_of(entry, meta_shapes.Thread())
    assert cells == {
        "site": "Instagram",
        "text": "first words",
        "text.2": "second words",
        "site.2": "example.org",
        "file": ["media/a.pdf"],
        "file.2": "plan",
        "date": "1700000000",
        "Edited.timestamp": "1700000001",
    }


def test_entries_below_a_key_with_a_dot_are_read(tmp_path: Path) -> None:
    path = tmp_path / "posts.json"
    posts = [{"timestamp": 1_700_000_000 + n, "data": [{"post": f"Lamp {n}"}]} for n in range(3)]
    document = {"a": posts[:1], "x.y": posts[1:2], "b": {"item": {"c": 1}}, "z": posts[2:]}
    path.write_text(json.dumps(document), encoding="utf-8")
    found = list(open_source(path, format="meta").records())
    assert [x.body for x in found if isinstance(x, AdRecord)] == ["Lamp 0", "Lamp 1", "Lamp 2"]
    assert len(found) == 3


def mended_table(*rows: tuple[str, str, str]) -> str:
    lines = [",".join((*COLUMNS, "id", "body"))]
    lines += [f"{place},row_width,x,{number},{number},{body}" for place, number, body in rows]
    return "\n".join(lines) + "\n"


def test_mended_tables_in_a_zip_mend_their_rows(case: Case, tmp_path: Path) -> None:
    """Their rows came in, and the rejects stayed open: a second mending doubled them."""
    path = tmp_path / "ads.csv"
    path.write_text("id,body\n1,Lamp\n2\n3\n4\n", encoding="utf-8")
    run(import_source(case, path, ImportChoices()))
    packed = tmp_path / "mended.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.csv", mended_table(("row 3", "2", "Green glass")))
        archive.writestr("plan: c.csv", mended_table(("row 4", "3", "Old oak")))
    (source,) = sources.list_sources(case)
    report = run(repair_source(case, packed, ImportChoices(), source))
    assert (report.added, report.repaired) == (2, 2)
    open_ones = [x.place for x in import_records.rejects(case, 1) if not x.repaired_at]
    assert open_ones == ["row 5"]


@pytest.mark.parametrize("sign", ['"', "\\"])
def test_a_sign_that_cannot_separate_is_not_asked_for(tmp_path: Path, sign: str) -> None:
    """From Python 3.13 on the csv module raises an error of another kind for it."""
    assert find_delimiter(f"sep={sign}\nid;body\n1;Lamp\n") == ";"
    path = tmp_path / "ads.csv"
    path.write_text(f"sep={sign}\nid,body\n1,Lamp\n", encoding="utf-8")
    (ad,) = open_source(path).records()
    assert isinstance(ad, AdRecord)
    assert (ad.source_id, ad.body) == ("1", "Lamp")
    assert find_delimiter("sep=;\na\n") == ";"
