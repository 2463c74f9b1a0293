# SPDX-License-Identifier: GPL-3.0-or-later
"""Encodings of short files as they really come: Excel's, with and without marks, damaged."""

from __future__ import annotations

import cProfile
from pathlib import Path

import pytest

from indexing.errors import BadInputError
from indexing.importers import byte_stream, encodings
from indexing.importers.origin import FileOrigin
from indexing.importers.registry import open_source
from indexing.records import AdRecord

FRENCH = "Chambre meublée à louer, près de la gare, 450 € l’été, ménage compris. Ça vous plaît ?"
SPANISH = "Habitación pequeña en el centro, señora mayor busca compañía. ¿Le interesa? Año 2024"
GERMAN = "Möbliertes Zimmer für Studenten, große Küche, schöne Aussicht über die Dächer"
POLISH = "Pokój do wynajęcia, blisko dworca, łazienka i kuchnia wspólna, świeżo po remoncie, źródło"
RUSSIAN = "Сдаётся комната недалеко от вокзала, тихий дом, хорошие соседи, цена по договорённости"
ARABIC = "غرفة للإيجار بالقرب من المحطة، بيت هادئ وجيران طيبون والسعر قابل للتفاوض"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (FRENCH, "cp1252"),
        (SPANISH, "cp1252"),
        (GERMAN, "cp1252"),
        ("prénom Zoé", "cp1252"),
        (FRENCH, "utf-8"),
        (RUSSIAN, "utf-8"),
        (FRENCH, "utf-8-sig"),
        (ARABIC, "utf-16"),
        (FRENCH, "utf-16-le"),
        (FRENCH, "utf-16-be"),
        (POLISH, "cp1250"),
        (RUSSIAN, "cp1251"),
        (ARABIC, "cp1256"),
        (FRENCH, "mac-roman"),
    ],
)
def test_short_files(tmp_path: Path, text: str, encoding: str) -> None:
    path = tmp_path / "ads.csv"
    path.write_bytes(f"id;body\r\n1;{text}\r\n2;fine\r\n".encode(encoding))
    first, _ = open_source(path).records()
    assert isinstance(first, AdRecord)
    assert first.body == text


def test_asked_encoding_wins(tmp_path: Path) -> None:
    path = tmp_path / "ads.csv"
    path.write_bytes("id,body\n1,łódź\n".encode("iso8859-2"))
    source = open_source(path, encoding="ISO-8859-2")
    (item,) = source.records()
    assert isinstance(item, AdRecord)
    assert (source.encoding, item.body) == ("iso8859-2", "łódź")


@pytest.mark.parametrize("name", ["base64", "zip", "rot13", "no-such", "utf\0", ""])
def test_unknown_encoding(tmp_path: Path, name: str) -> None:
    path = tmp_path / "ads.csv"
    path.write_bytes(b"id,body\n1,a\n")
    if not name:
        assert open_source(path, encoding=name).encoding == "utf-8"
        return
    with pytest.raises(BadInputError, match="encoding_unknown"):
        open_source(path, encoding=name)


@pytest.mark.parametrize("name", ["idna", "punycode", "unicode_escape", "rot13", "nonsense"])
def test_what_is_no_encoding_of_a_file_is_refused(name: str) -> None:
    with pytest.raises(BadInputError, match="encoding_unknown"):
        encodings.named(name)


@pytest.mark.parametrize("encoding", ["utf-16", "UTF_16"])
def test_a_wide_encoding_is_chosen_where_its_mark_is_missing(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "ads.csv"
    wide = f"{encoding.replace('_', '-').lower()}-le"
    path.write_bytes(f"id\ttitle\n1\t{FRENCH}\n".encode(wide))
    [ad] = open_source(path, encoding=encodings.named(encoding)).records()
    assert isinstance(ad, AdRecord)
    assert ad.title == FRENCH


def test_an_encoding_of_half_characters_is_refused() -> None:
    with pytest.raises(BadInputError, match="encoding_unknown"):
        encodings.named("utf-7")  # "+2AA-" is half a character in it


def test_a_few_lines_of_japanese(tmp_path: Path) -> None:
    path = tmp_path / "ads.csv"
    path.write_bytes("id,title\n1,静かな部屋\n2,古い机とランプ\n".encode("cp932"))
    assert encodings.detect(FileOrigin(path)) == "cp932"
    korean = "id,title\n1,조용한 방\n2,오래된 책상\n".encode("cp949")
    path.write_bytes(korean)
    assert encodings.detect(FileOrigin(path)) in ("cp949", "euc_kr")


def test_broken_bytes_cost_no_call_each(tmp_path: Path) -> None:
    """A packed file of nothing else took ten seconds."""
    path = tmp_path / "ads.csv"
    path.write_bytes(b"id,title\n" + b"\xff\xfd" * 2_000_000)
    profile = cProfile.Profile()
    profile.runcall(encodings.detect, FileOrigin(path))
    calls = sum(entry.callcount for entry in profile.getstats())
    assert calls < 1_000_000  # those for a sample of it, whose length is bounded


@pytest.mark.parametrize("before", range(5))
def test_a_replacement_sign_that_was_written_is_no_damage(tmp_path: Path, before: int) -> None:
    """Also where it lies across two pieces of the file."""
    path = tmp_path / "ads.csv"
    start = b"id,title\n1,"
    path.write_bytes(start + b"x" * (byte_stream.CHUNK - len(start) - before) + b"\xef\xbf\xbd\n")
    assert encodings.detect(FileOrigin(path)) == "utf-8"
