# SPDX-License-Identifier: GPL-3.0-or-later
"""What a search for defects found in JSON and packed files; every one now ends calmly."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import random
import struct
import tracemalloc
import zlib
from collections.abc import Iterator
from pathlib import Path

import ijson
import pytest

from indexing.errors import BadInputError
from indexing.importers import byte_stream, hash_lists, json_document, json_lines, json_shapes
from indexing.importers.base import RawRow
from indexing.importers.json_values import json_text, row_of
from indexing.importers.registry import open_source
from indexing.limits import MAX_COLUMN_CHARACTERS, MAX_COLUMNS
from indexing.records import AdRecord, Rejected

pytestmark = pytest.mark.timeout(60)
AD = '{"id":"1","title":"Room","text":"hello"}'
LONG = "K" * 60_000


def told(path: Path, content: str | bytes) -> list[str]:
    """What a file is read as: ``ad``, or the reason of a reject, one by one."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return [getattr(one, "code", "ad") for one in open_source(path).records()]


@contextlib.contextmanager
def memory_below(most: int) -> Iterator[None]:
    """Less memory than this is taken at any time within."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < most
    finally:
        tracemalloc.stop()


def keys(count: int) -> str:
    return ",".join(f'"a{n}":0' for n in range(count))


def test_a_deep_list_in_the_place_of_an_ad(tmp_path: Path) -> None:
    """Its text for the reject was written by a writer that calls itself for each level."""
    for levels in (600, 800, 900, 950, 990):
        with contextlib.suppress(BadInputError):  # one item, and that one not to be read
            told(tmp_path / "a.json", f"[{'[' * levels}{']' * levels},{AD}]")
    middle = "[" * 150 + "]" * 150
    assert told(tmp_path / "b.json", f"[{AD},{middle},{AD}]") == ["ad", "json_too_deep", "ad"]


def test_a_deep_list_in_a_message(tmp_path: Path) -> None:
    for levels in (600, 800, 900, 950, 990):
        deep = "[" * levels + "]" * levels
        message = f'{{"id":2,"type":"message","date":{deep},"text":"x"}}'
        chat = f'{{"name":"c","type":"private_group","id":1,"messages":[{message}]}}'
        assert told(tmp_path / "result.json", chat) == ["json_broken"]
        entry = f'{{"sender_name":"a","timestamp_ms":{deep},"content":"hi"}}'
        meta = f'{{"participants":[{{"name":"a"}}],"messages":[{entry}]}}'
        assert told(tmp_path / "message_1.json", meta) == ["json_broken"]


def test_a_value_too_deep_to_be_written() -> None:
    value: object = "x"
    for _ in range(5_000):
        value = [value]
    assert json_text(value) == "[…]"
    rejected = row_of("item 1", value)
    assert isinstance(rejected, Rejected)
    assert rejected.code == "json_too_deep"


@pytest.mark.parametrize("space", ["", " " * 40_000])
@pytest.mark.parametrize("key", [LONG, '\\"' * 30_000, "\\\\" * 30_000, "\\u0041" * 10_000])
def test_many_values_below_a_long_key(tmp_path: Path, key: str, space: str) -> None:
    """The parser wrote the long key out again for each: 60 KB for five bytes of file."""
    content = f'{{"{key}"{space}:{{{keys(20_000)}}},"ads":[{AD}]}}'
    with memory_below(100_000_000):
        assert told(tmp_path / "ads.json", content) == ["cell_too_long"]
    chat = f'{{"name":"c","type":"private_group","id":1,{content[1:-1]},"messages":[]}}'
    with memory_below(100_000_000):
        assert told(tmp_path / "result.json", chat)[-1] == "cell_too_long"


def test_many_levels_of_longer_keys(tmp_path: Path) -> None:
    levels = "".join(f'{{"{"k" * 1_000}":' for _ in range(60))
    content = f'{{"x":{levels}{{{keys(20_000)}}}{"}" * 60},"ads":[{AD}]}}'
    with memory_below(100_000_000):
        assert told(tmp_path / "ads.json", content) == ["cell_too_long"]


def test_many_values_behind_a_long_text() -> None:
    """A long text is given in long pieces; what stands behind it is not."""
    content = '{"a":"' + "x" * 3_000_000 + '","b":[' + "0," * 1_000_000 + "0]}"
    pieces = byte_stream.Utf8Bytes(io.TextIOWrapper(io.BytesIO(content.encode()), "utf-8"))
    given = list(iter(pieces.read, b""))
    assert b"".join(given) == content.encode()
    assert max(piece.count(b",") for piece in given) < 50_000


def test_a_hash_list_with_a_long_key(tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    path.write_text(f'{{"{"K" * 30_000}":[{{"MD5":"{"0" * 32}"}}' + ',{"a":0}' * 20_000 + "]}")
    with memory_below(100_000_000), pytest.raises(BadInputError, match="hash_list_empty"):
        hash_lists.survey(path)


def test_long_keys_that_people_have_are_read(tmp_path: Path) -> None:
    address = "https://example.org/" + "a" * 900
    ads = [{"id": str(n), "title": "Room", "links": {address: {"seen": 2}}} for n in range(3)]
    content = json.dumps({"result": {"ads": ads}})
    assert told(tmp_path / "ads.json", content) == ["ad"] * 3
    texts = [{"id": 1, "title": "x" * 5_000, "body": ': " :' * 2_000}] * 30
    assert told(tmp_path / "texts.json", json.dumps(texts)) == ["ad"] * 30


def test_names_of_columns_are_bounded_before_they_are_written_out(tmp_path: Path) -> None:
    long = f'{{"{LONG}":{{{keys(1_500)}}}}}'
    many = f'{{"{LONG}":{{{keys(MAX_COLUMNS + 1)}}}}}'
    with memory_below(50_000_000):
        found = told(tmp_path / "ads.jsonl", f"{long}\n{many}\n{AD}\n")
    assert found == ["cell_too_long", "too_many_columns", "ad"]
    fits = row_of("line 1", {"a": {"b" * (MAX_COLUMN_CHARACTERS - 2): "x"}})
    assert not isinstance(fits, Rejected)


def test_ads_beside_an_array_without_a_name(tmp_path: Path) -> None:
    """The array called "" was taken for the whole document, and the ads were lost."""
    ads = ",".join([AD] * 10)
    assert told(tmp_path / "a.json", f'{{"ads":[{ads}],"":[{AD}]}}') == ["ad"] * 10
    assert told(tmp_path / "b.json", f'{{"ads":[{ads}],"":[]}}') == ["ad"] * 10
    assert told(tmp_path / "c.json", f'{{"":[{ads}],"ads":[{AD}]}}') == ["ad"] * 10


@pytest.mark.parametrize("chunk", [1, 7, 97, 1 << 20])
def test_half_a_character_is_one_sign_of_its_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr(byte_stream, "CHUNK", max(chunk, 97))
    monkeypatch.setattr(byte_stream, "_PIECE", chunk)
    texts = ["a", "\\ud83d\\ude00", "x\\udc00y", "\\\\udc00", "\\\\\\udc00", '\\"\\uD83D\\uDE00']
    texts += ["z\\ud83d", "\\ud83d\\ud83d\\ude00", "\\\\\\ud83d.", "\\ud83d\\n"]
    content = ",".join(f'{{"id":"1","title":"{text}"}}' for text in texts)
    lines = content.replace("},{", "}\n{")
    expected = ["a", "😀", "x\ufffdy", "\\udc00", "\\\ufffd", '"😀']
    expected += ["z\ufffd", "\ufffd😀", "\\\ufffd.", "\ufffd\n"]
    whole = f'{{"at":NaN,"items":[{content}]}}'  # read by Python's own parser
    for name, text in (("a.json", f"[{content}]"), ("b.json", whole), ("c.jsonl", lines)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        found = list(open_source(tmp_path / name).records())
        titles = [one.title if isinstance(one, AdRecord) else one.code for one in found]
        assert titles == expected, name


def test_pieces_are_what_the_file_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    """However a document is cut into pieces, the parser gets all of it."""
    chance = random.Random(7)
    parts = ['"', "\\", "é", "😀", "[{", "}]", ":", ",", "1.5", "\\u", "x" * 90]
    values = ["".join(chance.choices(parts, k=chance.randrange(80))) for _ in range(60)]
    for ascii_only in (False, True):
        content = json.dumps(
            [{"k" + value[:40]: value} for value in values], ensure_ascii=ascii_only
        )
        for piece in (1, 2, 3, 5, 64, 1_000):
            monkeypatch.setattr(byte_stream, "_PIECE", piece)
            source = io.TextIOWrapper(io.BytesIO(content.encode()), "utf-8")
            read = list(ijson.items(byte_stream.Utf8Bytes(source), "item"))
            assert read == json.loads(content)


def test_a_short_document_that_fills_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Held whole for its NaN, twelve million lists took 900 MB; packed, they are 35 KB."""
    monkeypatch.setattr(json_document, "MAX_JSON_WHOLE_OBJECTS", 10_000)
    monkeypatch.setattr(json_document, "MAX_JSON_WHOLE_VALUES", 20_000)
    monkeypatch.setattr(json_document, "MAX_JSON_WHOLE_CHARACTERS", 300_000)
    first = '[{"id":"1","title":NaN,"text":"hello"},'
    assert told(tmp_path / "fits.json", f"{first}{AD}]") == ["ad", "ad"]
    for more in (
        "[" + "[]," * 10_000 + "1]",
        "[" + "1," * 20_000 + "1]",
        '"' + "x" * 300_000 + '"',
    ):
        with pytest.raises(BadInputError, match="json_broken"):
            told(tmp_path / "ads.json.gz", gzip.compress(f"{first}{more}]".encode()))


def test_a_line_with_too_many_values(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_lines, "MAX_JSON_LINE_PARTS", 1_000)
    many = '{"id":"1","x":[' + '{"":0},' * 600 + "0]}"
    text = '{"id":"2","title":"' + '[a, {b, \\"' * 500 + '"}'
    assert told(tmp_path / "ads.jsonl", f"{AD}\n{many}\n{text}\n") == [
        "ad",
        "too_many_columns",
        "ad",
    ]


def test_many_objects_below_deep_arrays(tmp_path: Path) -> None:
    """For each of them as many names were made as there are arrays around it."""
    content = '{"a":' + "[" * 700 + ",".join(["{}"] * 900_000) + "]" * 700 + "}"
    assert told(tmp_path / "ads.json", content) == ["json_too_deep"]


def test_more_arrays_than_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_document, "MAX_JSON_ARRAYS", 3)
    content = f'{{"a":[{AD}],"b":[{AD},{AD}],"c":[{AD}],"d":[{AD}],"e":[{AD},{AD},{AD}]}}'
    assert told(tmp_path / "ads.json", content) == ["ad"] * 2


def _member(content: bytes, name: bytes = b"") -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(content) + packer.flush()
    head = b"\x1f\x8b\x08" + (b"\x08" if name else b"\0") + b"\0\0\0\0\0\xff"
    head += name + b"\0" if name else b""
    return head + packed + struct.pack("<II", zlib.crc32(content), len(content))


@pytest.mark.parametrize("first", [b"", b"id,text\n"])
def test_a_packed_file_with_an_endless_name(tmp_path: Path, first: bytes) -> None:
    """It is read byte by byte, and each time that the file is opened."""
    path = tmp_path / "ads.csv.gz"
    before = _member(first) if first else b""
    path.write_bytes(before + _member(b"1,hello there\n", b"A" * 1_000_000))
    with pytest.raises(BadInputError, match="file_bomb"):
        open_source(path)


def test_packed_files_one_after_the_other_are_read(tmp_path: Path) -> None:
    rows = b"".join(_member(b"%d,hello there\n" % n, b"ads.csv") for n in range(2_000))
    found = told(tmp_path / "ads.csv.gz", _member(b"id,text\n", b"ads.csv") + rows + b"\0" * 512)
    assert found == ["ad"] * 2_000


@pytest.mark.parametrize("encoding", ["utf-16-be", "utf-16-le"])
def test_a_mark_that_the_first_packed_part_cuts(tmp_path: Path, encoding: str) -> None:
    text = "\ufeffid,text\n1,hello there\n".encode(encoding)
    assert told(tmp_path / "ads.csv.gz", _member(text[:1]) + _member(text[1:])) == ["ad"]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16", "utf-32"])
@pytest.mark.parametrize("indent", [None, 1])
def test_documents_of_wide_characters(tmp_path: Path, encoding: str, indent: int | None) -> None:
    ads = [{"id": str(n), "title": "Room", "text": "hello"} for n in range(3)]
    path = tmp_path / "ads.json"
    path.write_bytes(json.dumps(ads, indent=indent).encode(encoding))
    source = open_source(path)
    assert source.format == "json"
    assert [type(one) for one in source.records()] == [AdRecord] * 3


def test_no_cell_is_lost_where_names_meet() -> None:
    row = row_of("item 1", {"a.b": "one", "a": {"b": "two"}})
    assert isinstance(row, RawRow)
    assert row.cells == {"a.b": "one", "a.b (2)": "two"}


def test_a_table_of_many_columns_that_share_no_row() -> None:
    """Each row was looked for in each column."""
    columns = {f"c{n}": {str(n): "x"} for n in range(30_000)}
    columns = {"title": {"0": "Room"}, "url": {"0": "https://example.org/1"}, **columns}
    assert len(list(json_shapes.rows_of("columns", "", columns))) == 30_000
