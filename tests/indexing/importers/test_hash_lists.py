# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of known hashes in the forms that they are handed on in; rubbish gives no hash."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from pathlib import Path

import pytest

from indexing.errors import BadInputError
from indexing.importers import hash_lists
from indexing.importers.hash_lists import hashes, survey

DRAWN = [b"drawn picture %d" % n for n in range(4)]


def digest(name: str, data: bytes) -> str:
    return hashlib.new(name, data, usedforsecurity=False).hexdigest()


MD5 = [digest("md5", one) for one in DRAWN]
SHA1 = [digest("sha1", one) for one in DRAWN]
SHA256 = [digest("sha256", one) for one in DRAWN]
PDQ = [digest("sha256", b"pdq" + one) for one in DRAWN]


def written(folder: Path, text: str, *, encoding: str = "utf-8") -> Path:
    file = folder / "list.csv"
    file.write_bytes(text.encode(encoding))
    return file


def read(file: Path, kind: str = "", categories: tuple[str, ...] = ()) -> set[tuple[str, str]]:
    found = survey(file, kind=kind)
    return {(name, value.hex()) for name, value in hashes(found, categories)}


@pytest.mark.parametrize(
    "text",
    [
        f"{MD5[0]}\n{SHA1[1]}\n{SHA256[2]}\n",
        f"{MD5[0].upper()}\r\n{SHA1[1]}\r\n{SHA256[2]}",
        f"md5,sha1,sha256\n{MD5[0]},,\n,{SHA1[1]},\n,,{SHA256[2]}\n",
        f"id;MD5;SHA-1;SHA-256;note\n1;{MD5[0]};;;a\n2;;{SHA1[1]};;b\n3;;;{SHA256[2]};c\n",
        f'"hash","hash_type"\n"{MD5[0]}","MD5"\n"{SHA1[1]}","SHA1"\n"{SHA256[2]}","sha256"\n',
        f"MD5\tSHA1\tSHA256\n{MD5[0]}\t{SHA1[1]}\t{SHA256[2]}\n",
        f"\n\n{MD5[0]} , {SHA1[1]} , {SHA256[2]}\nnot a hash,,\n",
        json.dumps(
            {
                "@odata.context": "example/DataModels/2.0.xml/Default/$metadata#Media",
                "value": [
                    {"MediaID": 1, "Category": 1, "MD5": MD5[0].upper(), "PhotoDNA": "AAAA"},
                    {"MediaID": 2, "Category": 1, "SHA1": SHA1[1]},
                    {
                        "Category": 1,
                        "AlternativeHashes": [{"HashName": "SHA256", "HashValue": SHA256[2]}],
                    },
                ],
            }
        ),
        json.dumps(
            {
                "odata.metadata": "example",
                "value": [
                    {
                        "CaseID": "x",
                        "Media": [
                            {"MD5": MD5[0], "SHA1": SHA1[1], "Category": 1},
                            {"SHA256": SHA256[2], "Category": 1},
                        ],
                    }
                ],
            },
            indent=2,
        ),
        json.dumps([{"md5": MD5[0]}, {"sha1": SHA1[1]}, {"sha256": SHA256[2]}]),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_forms(tmp_path: Path, text: str, encoding: str) -> None:
    wanted = {("md5", MD5[0]), ("sha1", SHA1[1]), ("sha256", SHA256[2])}
    assert read(written(tmp_path, text, encoding=encoding)) == wanted


def test_packed(tmp_path: Path) -> None:
    file = tmp_path / "list.csv.gz"
    file.write_bytes(gzip.compress(f"md5\n{MD5[0]}\n".encode()))
    assert read(file) == {("md5", MD5[0])}
    assert survey(file).sha256 == hashlib.sha256(file.read_bytes()).hexdigest()


def test_sixty_four_digits_are_pdq_only_where_something_says_so(tmp_path: Path) -> None:
    bare = written(tmp_path, f"{PDQ[0]}\n")
    assert read(bare) == {("sha256", PDQ[0])}
    assert read(bare, kind="pdq") == {("pdq", PDQ[0])}
    assert read(written(tmp_path, f"pdq_hash,quality\n{PDQ[0]},90\n")) == {("pdq", PDQ[0])}
    assert read(written(tmp_path, f"type,value\nPDQ,{PDQ[0]}\n")) == {("pdq", PDQ[0])}
    both = written(tmp_path, f"sha256,pdq\n{SHA256[0]},{PDQ[0]}\n")
    assert read(both) == {("sha256", SHA256[0]), ("pdq", PDQ[0])}


@pytest.mark.parametrize("form", ["csv", "json"])
def test_categories(tmp_path: Path, form: str) -> None:
    if form == "csv":
        text = f"md5,category\n{MD5[0]},1\n{MD5[1]},0\n{MD5[2]},1\n"
    else:
        objects = [{"MD5": MD5[n], "Category": 1 - n % 2} for n in range(3)]
        text = json.dumps({"value": objects})
    file = written(tmp_path, text)
    assert survey(file).entries == {"1": 2, "0": 1}
    assert read(file, categories=("1",)) == {("md5", MD5[0]), ("md5", MD5[2])}


def test_a_wrong_length_under_a_name_is_no_hash(tmp_path: Path) -> None:
    file = written(tmp_path, f"md5,sha1\n{SHA1[0]},{MD5[0]}\n{MD5[1]},x\n")
    found = survey(file)
    assert (read(file), found.passed_over) == ({("md5", MD5[1])}, 1)


def test_a_cut_file_gives_what_stands_before_the_cut(tmp_path: Path) -> None:
    text = json.dumps({"value": [{"MD5": MD5[0]}, {"MD5": MD5[1]}]})
    found = survey(written(tmp_path, text[:-12]))
    assert (found.entries.total(), found.passed_over) == (1, 1)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n\n",
        b"md5,sha1\n",
        b"{}",
        b"[]",
        b'{"value": [{"MD5": 5, "SHA1": null}]}',
        b'{"value": ' + b"[" * 5000,
        b"title,text\nA room,near the station\n",
        b"x" * 300_000,
        bytes(range(256)) * 40,
        b"\xff\xfe" + b"\0\xd8" * 50,
        b'"' * 1000,
    ],
)
def test_rubbish(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(data)
    with pytest.raises(BadInputError) as caught:
        survey(file)
    assert caught.value.code == "hash_list_empty"


def test_noise_gives_at_most_what_looks_like_a_hash(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(os.urandom(200_000) + f"\n{MD5[0]}\n".encode())
    assert ("md5", MD5[0]) in read(file)


def test_a_folder_and_a_missing_file(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "gone.csv"):
        with pytest.raises(BadInputError) as caught:
            survey(path)
        assert caught.value.code == "file_missing"


def test_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hash_lists, "MAX_KNOWN_HASHES", 3)
    assert len(read(written(tmp_path, "\n".join(MD5[:3])))) == 3
    with pytest.raises(BadInputError) as caught:
        survey(written(tmp_path, "\n".join(MD5)))
    assert caught.value.code == "hash_list_too_long"


def test_a_long_line_is_passed_over_and_the_next_one_read(tmp_path: Path) -> None:
    file = written(tmp_path, f"md5\n{'a' * 250_000}\n{MD5[0]}\n")
    assert read(file) == {("md5", MD5[0])}


@pytest.mark.slow
def test_a_million_lines(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    with file.open("w", encoding="ascii") as stream:
        stream.write("md5,category\n")
        stream.writelines(f"{n:032x},1\n" for n in range(1_000_000))
    found = survey(file)
    assert found.entries == {"1": 1_000_000}
    assert sum(1 for _ in hashes(found)) == 1_000_000
