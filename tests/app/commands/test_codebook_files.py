# SPDX-License-Identifier: GPL-3.0-or-later
"""``faisceau codebook export`` and ``import``."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from app.triage import codebook
from app.triage.codebook import SHIPPED
from indexing import plain_yaml
from indexing.suggest import refi_qda
from indexing.suggest.refi_qda import QdaCode, QdaCodebook
from tests.app.commands.driving import run
from tests.indexing.suggest import qdc_rules


def other_program(folder: Path, *codes: QdaCode) -> Path:
    file = folder / "unit two.qdc"
    made = codes or (QdaCode("12345678-0000-0000-0000-000000000000", "Deposit"),)
    file.write_bytes(refi_qda.write(QdaCodebook("Other 3", made)))
    return file


def test_export_writes_a_valid_file_once(tmp_path: Path) -> None:
    out = tmp_path / "core.qdc"
    document = run("codebook", "export", out, "--json").json()
    data, book = out.read_bytes(), codebook.shipped()
    assert qdc_rules.problems(data) == []
    assert document["sha256"] == hashlib.sha256(data).hexdigest()
    assert (document["indicators"], document["sets"]) == (len(book.indicators), 4)
    assert f"; {book.id} {book.version}" in refi_qda.read(data).origin
    again = run("codebook", "export", out, "--json")
    assert (again.code, again.error()["code"]) == (3, "out_exists")
    assert out.read_bytes() == data


def test_export_of_a_file_and_of_a_case(case: Path, tmp_path: Path) -> None:
    first = run("codebook", "export", SHIPPED, tmp_path / "a.qdc", "--json").json()
    second = run("codebook", "export", case, tmp_path / "b.qdc", "--json").json()
    assert first["codebook"] == second["codebook"]
    assert first["sha256"] == second["sha256"]
    assert run("audit", case, "--jsonl").rows()[-1]["action"] == "codebook_exported"


def test_export_needs_a_place(tmp_path: Path) -> None:
    assert run("codebook", "export").code == 2
    assert run("codebook", "export", "a", "b", "c").code == 2
    ran = run("codebook", "export", tmp_path / "no" / "a.qdc", "--json")
    assert (ran.code, ran.error()["code"]) == (3, "out_unwritable")


def test_what_was_exported_comes_back_known(tmp_path: Path) -> None:
    out = tmp_path / "core.qdc"
    run("codebook", "export", out)
    document = run("codebook", "import", out, "--json").json()
    assert document["known"] == list(codebook.shipped().indicators)
    assert (document["changed"], document["added"], document["ready"]) == ([], [], True)
    assert document["out"] is None
    assert list(tmp_path.iterdir()) == [out]


def test_new_entries_are_refused_until_people_complete_them(tmp_path: Path) -> None:
    file = other_program(tmp_path)
    document = run("codebook", "import", file, "--language", "EN", "--json").json()
    out = tmp_path / "unit two.yaml"
    assert (document["out"], document["ready"], document["origin"]) == (str(out), False, "Other 3")
    assert document["added"] == [
        {
            "indicator": "OWN-01",
            "name": "Deposit",
            "missing": ["definition", "strength", "evidence", "sources", "false_positives"],
        }
    ]
    ran = run("codebook", "validate", out, "--json")
    assert (ran.code, ran.error()["code"]) == (3, "codebook_refused")
    made = plain_yaml.load(out.read_bytes())
    assert isinstance(made, dict)
    made["indicators"][0] |= {
        "definition": {"en": "A deposit is asked for."},
        "strength": "weak",
        "evidence": {"grade": "E4", "note": {"en": "own cases"}},
        "sources": [{"ref": "OWN1", "locator": "p. 2"}],
        "false_positives": {"en": "A lawful deposit for keys."},
    }
    made["references"] = {"OWN1": "Report of the unit"}
    whole = tmp_path / "whole.yaml"
    whole.write_text(json.dumps(made), encoding="utf-8")
    assert run("codebook", "validate", whole, "--json").json()["indicators"] == 1


def test_people_are_told_what_is_missing(tmp_path: Path) -> None:
    file = other_program(tmp_path)
    ran = run("codebook", "import", file, tmp_path / "made.yaml", "--name", "Our unit")
    assert ran.code == 0
    assert "OWN-01 Deposit" in ran.out.decode("utf-8")
    assert "5 fields" in ran.err
    made = plain_yaml.load((tmp_path / "made.yaml").read_bytes())
    assert isinstance(made, dict)
    assert made["codebook"]["id"] == "own-our-unit"
    assert run("codebook", "import", file, tmp_path / "made.yaml", "--json").code == 3
    assert run("codebook", "import", file, "--language", "english").code == 2


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<a", "qdc_broken"),
        (b"<a/>", "qdc_other"),
        (b"<!DOCTYPE a><a/>", "qdc_forbidden"),
        (b"<CodeBook><Codes>" + b"<Code>" * 60, "qdc_limits"),
        (b" " * 4_000_001, "codebook_too_large"),
        (None, "file_missing"),
    ],
)
def test_files_that_are_no_codebook(tmp_path: Path, data: bytes | None, code: str) -> None:
    file = tmp_path / "x.qdc"
    if data is not None:
        file.write_bytes(data)
    ran = run("codebook", "import", file, "--json")
    assert (ran.code, ran.error()["code"]) == (3, code)
    assert "…" not in ran.error()["message"] + ran.error()["remedy"]


def test_a_name_of_another_program_moves_no_terminal(tmp_path: Path) -> None:
    code = QdaCode("11111111-1111-1111-1111-111111111111", "Key \x9b2Jkept \u202eaway")
    ran = run("codebook", "import", other_program(tmp_path, code), tmp_path / "own.yaml")
    assert "Key 2Jkept away" in ran.out.decode("utf-8")
