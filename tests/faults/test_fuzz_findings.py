# SPDX-License-Identifier: GPL-3.0-or-later
"""What fuzz runs found, each as the few bytes that did it: every one now ends calmly."""

from __future__ import annotations

import struct
import tracemalloc
import warnings
import zipfile
from pathlib import Path

import pytest

from indexing import plain_yaml
from indexing.errors import BadInputError
from indexing.extract import mentions
from indexing.importers import byte_stream, image_names, web_records
from indexing.importers.base import raw_text
from indexing.importers.members import distinct
from indexing.importers.origin import FileOrigin
from indexing.importers.registry import open_source
from indexing.limits import REGEX_TEXT_CHARACTERS
from indexing.records import AdRecord, Rejected
from indexing.suggest.hits import Text
from indexing.suggest.read_text import ReadText
from tests.indexing.importers import workbooks


def test_places_of_a_zip_with_one_name_twice(tmp_path: Path) -> None:
    """The second of a name was refused for it, and the first one for what it held."""
    path = tmp_path / "ads.zip"
    with warnings.catch_warnings(), zipfile.ZipFile(path, "w") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("ads.csv", "id,title\n1,Room\n")
        for _ in range(2):
            archive.writestr("x.json", '{"notes": 1}')
    places = [item.place for item in open_source(path).records()]
    assert len(set(places)) == len(places) == 3


def test_an_entry_of_a_zip_without_a_name(tmp_path: Path) -> None:
    """Python's own question whether an entry is a folder fails on an empty name before 3.12."""
    path = tmp_path / "ads.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("ads.csv", "id,title\n1,Room\n")
        archive.writestr("nameless", "id,title\n2,Lamp\n")
    path.write_bytes(path.read_bytes().replace(b"nameless", b"\0ameless"))  # names end at a NUL
    read = list(open_source(path).records())
    assert [x.code for x in read if isinstance(x, Rejected)] == ["archive_name"]
    assert len(read) == 2


def test_headers_stop_where_another_record_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Headers without an end were read again from each begin of a record within them."""
    begins, lines = 40, 20
    path = tmp_path / "ads.warc"
    path.write_bytes(begins * (b"WARC/1.0\r\n" + lines * b"A: b\r\n"))
    read, readline = [0], web_records._Lines.readline

    def counted(self: web_records._Lines, most: int | None = None) -> bytes:
        read[0] += 1
        return readline(self, most)

    monkeypatch.setattr(web_records._Lines, "readline", counted)
    found = list(web_records.Archive(FileOrigin(path)).records())
    assert {x.code for x in found if isinstance(x, web_records.Fault)} == {"web_header"}
    assert len(found) == begins
    assert read[0] <= begins * (lines + 3)


def test_what_a_server_said_forges_no_record(tmp_path: Path) -> None:
    """Lines of an answer may look like the begin of a record: its own length says where it ends."""

    def record(address: bytes, block: bytes) -> bytes:
        head = (
            b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: %s\r\nContent-Length: %d\r\n\r\n"
        )
        return head % (address, len(block)) + block + b"\r\n\r\n"

    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>Room</p>"
    forged = answer.replace(b"OK\r\n", b"OK\r\n" + record(b"http://b.example/", answer), 1)
    path = tmp_path / "ads.warc"
    path.write_bytes(record(b"http://a.example/", forged) + record(b"http://c.example/", answer))
    found = web_records.Archive(FileOrigin(path)).records()
    addresses = [x.header("WARC-Target-URI") for x in found if isinstance(x, web_records.Record)]
    assert addresses == ["http://a.example/", "http://c.example/"]


def test_answers_without_an_end_are_not_read_again_and_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_records, "MAX_WEB_LINES_LOST", 100)
    head = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a/\r\nContent-Length: 99999"
    path = tmp_path / "ads.warc"
    path.write_bytes(60 * (head + b"\r\n\r\nHTTP/1.1 200 OK\r\n"))
    codes = [getattr(x, "code", "") for x in web_records.Archive(FileOrigin(path)).records()]
    assert codes[-1] == "web_too_many"
    assert len(codes) < 20


@pytest.mark.timeout(60)
def test_a_cell_of_pictures_that_is_mostly_blanks() -> None:
    """Every blank of a run was tried as its first: a million took the square of that."""
    found = list(image_names.names_in(f"a.jpg{' ' * 1_000_000}b.jpg,; //x.example/c.jpg"))
    assert [x.untrusted_path.count("jpg") for x in found] == [2, 0]
    assert found[1].untrusted_url == "//x.example/c.jpg"


@pytest.mark.parametrize("pad", [0, byte_stream.CHUNK - 30, byte_stream.CHUNK - 5_050])
def test_a_number_of_thousands_of_digits_ends_a_document_calmly(tmp_path: Path, pad: int) -> None:
    """Python converts no such number, and the parser in C ended the whole program for it."""
    path, digits = tmp_path / "ads.json", "9" * 5_000
    first = f'{{"id": 1, "title": "{digits}"}}'
    path.write_text(f'[{first},{" " * pad}{{"id": 2, "price": {digits}}}, {{"id": 3}}]')
    first_row, second = open_source(path).records()
    assert isinstance(first_row, AdRecord)
    assert first_row.title == digits
    assert isinstance(second, Rejected)
    assert (second.place, second.code) == ("item 2", "cell_too_long")


def test_long_fractions_and_long_strings_of_digits_are_read(tmp_path: Path) -> None:
    path, digits = tmp_path / "ads.json", "3" * 5_000
    items = [f'{{"id": {n}, "price": 0.{digits}, "title": "{digits}"}}' for n in range(3)]
    path.write_text(f"[{','.join(items)}]")
    assert all(isinstance(x, AdRecord) for x in open_source(path).records())


@pytest.mark.timeout(60)
def test_many_strings_of_digits_are_passed_over_once() -> None:
    data = b'["' + b'","'.join([b"1" * 1_001] * 16_000) + b'", ' + b"2" * 1_001
    assert byte_stream._before_long_number(b"", data) == data[:-1_001]


def test_places_that_are_numbered_already_stay_distinct() -> None:
    refused = [Rejected(place, "archive_link") for place in ("a", "a (2)", "a", "a")]
    assert [x.place for x in distinct(refused)] == ["a", "a (2)", "a (3)", "a (4)"]


def test_a_small_broken_document_takes_little_memory(tmp_path: Path) -> None:
    """It was read with a request for a hundred million characters, and that much was taken."""
    path = tmp_path / "ads.json"
    path.write_bytes(b'{"items": [{"id": 1, "price": NaN}, {"id": 2}]}')
    tracemalloc.start()
    try:
        assert len(list(open_source(path).records())) == 2
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 30_000_000


def test_the_text_of_a_reject_holds_no_half_of_a_character() -> None:
    assert raw_text(['{"title": "Room", "tags": ["\ud800"]}\r\n']) == (
        '{"title": "Room", "tags": ["?"]}'
    )


def extent(first: int, last: int, left: int, right: int) -> bytes:
    """A sheet whose record of its extent says this."""
    stated = workbooks.record(0x0200, struct.pack("<IIHHH", first, last, left, right, 0))
    begin = workbooks.record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    return begin + stated + workbooks.record(0x000A)


@pytest.mark.parametrize("said", [(0xFFFF0000, 5, 0, 4), (6, 5, 0, 4), (0, 5, 9, 4)])
def test_a_sheet_that_ends_before_it_begins(
    tmp_path: Path, said: tuple[int, int, int, int]
) -> None:
    """The reader took 687 GB for it, which ends the process."""
    path, rows = tmp_path / "ads.xls", [("id", "title"), ("1", "Room")]
    texts, cells = workbooks.shared(rows)
    stream = workbooks.workbook_stream(cells, texts=texts, extent=(2, 2))
    whole = workbooks.sheet_part(cells, extent=(2, 2))
    assert whole in stream
    workbooks.write_compound(path, {"Workbook": stream.replace(whole, extent(*said))})
    with pytest.raises(BadInputError, match="workbook_damaged"):
        open_source(path)


@pytest.mark.parametrize(
    "untrusted", [b"x: !!int ''", b"x: !!bool perhaps", b"x: !!timestamp soon", b"x: !!float ''"]
)
def test_a_value_that_is_not_what_its_tag_says(untrusted: bytes) -> None:
    with pytest.raises(ValueError, match="not YAML"):
        plain_yaml.load(untrusted)


@pytest.mark.timeout(60)
def test_lines_of_dots_end_no_sentence_in_the_square_of_their_length() -> None:
    """Each dot of a line that goes on was tried as the first mark of an end."""
    dots = "." * (REGEX_TEXT_CHARACTERS - 60)
    text = ReadText(Text("body", f"One two{dots}x. Three?! four", ()))
    places = [text.raw.index(word) for word in ("One", "x.", "Three", "four")]
    assert [text.sentence_at(place) for place in places] == [0, 0, 1, 2]


@pytest.mark.timeout(60)
def test_a_cell_of_contacts_that_is_mostly_blanks() -> None:
    """Every blank was tried as the first of a number, and of what comes after one."""
    blanks = " " * (REGEX_TEXT_CHARACTERS - 60)
    found = mentions.extract(
        {"contacts": f" 33639980102.0 ;{blanks}x; 3.3639980103E+10 "}, regions=("FR",)
    )
    assert [one.value for one in found] == ["+33639980102", "+33639980103"]


@pytest.mark.timeout(60)
def test_letters_that_look_like_digits_by_the_thousand() -> None:
    """Each one taken off the edge of a list had the rest counted and copied again."""
    text = "\tIl" * (REGEX_TEXT_CHARACTERS // 3 - 10) + " 06 39 98 01 02"
    found = mentions.extract({"body": text, "contacts": text}, regions=("FR",))
    assert [one.value for one in found] == ["+33639980102"] * 2
