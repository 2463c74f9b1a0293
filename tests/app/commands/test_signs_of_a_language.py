# SPDX-License-Identifier: GPL-3.0-or-later
"""Colons and decimals of what commands tell people are those of the language in force."""

from __future__ import annotations

import gettext
import re
from pathlib import Path
from typing import Any

import pytest

from app import i18n
from app.commands import benching, console
from app.messages.kinds import judgement_word, mark_word
from indexing.progress import Progress
from indexing.records import Judgement
from indexing.store.marks import MarkStatus
from tests.app.commands.conftest import Built
from tests.app.commands.driving import run

BARE = re.compile(r"(?<!\u202f): ")
DECIMAL = re.compile(r"\d\.\d+ s\b")


class _French(gettext.NullTranslations):
    """English words with the colons of French, so that only words that are translated have them."""

    def gettext(self, message: str) -> str:
        return re.sub(r"(?<=\S):(?= |$)", "\u202f:", message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


@pytest.fixture(autouse=True)
def french(monkeypatch: pytest.MonkeyPatch) -> None:
    def translation(*_words: Any, **_how: Any) -> gettext.NullTranslations:
        return _French()

    monkeypatch.setattr(i18n, "_current", i18n._Current())
    monkeypatch.setattr(gettext, "translation", translation)
    monkeypatch.setenv("FAISCEAU_LANGUAGE", "fr")
    i18n.set_language("fr")


@pytest.mark.parametrize(
    "words",
    [
        ("imports",),
        ("links",),
        ("explain", "A4", "A1"),
        ("explain", "A1", "A18"),
        ("compare", "A5", "A7"),
        ("decide", "A1", "A4", "same"),
        ("tag", "A1", "FEE-01"),
        ("index", "--workers", "1", "--full"),
        ("check",),
        ("agreement", "--replicates", "100"),
    ],
    ids=lambda words: words[0],
)
def test_colons_are_those_of_the_language(case: Path, words: tuple[str, ...]) -> None:
    ran = run(words[0], case, *words[1:])
    assert ran.code == 0, ran.err
    for line in (ran.out.decode() + ran.err).splitlines():
        assert not BARE.search(line), line
        assert not DECIMAL.search(line), line


def test_colons_of_an_import(pristine: Built, empty: Path, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("id,title\n1,Lamp\n2\n", encoding="utf-8")
    for words in ((pristine.source, "--images", pristine.images), (file, "--dry-run"), (file,)):
        ran = run("import", empty, *words)
        assert ran.code == 0
        assert not BARE.search(ran.out.decode() + ran.err)


def test_colons_of_what_a_damaged_case_tells(case: Path) -> None:
    (case / "header.bak").write_bytes(b"x" * 64)
    ran = run("check", case)
    assert ran.code == 6
    assert "header.bak\u202f: " in ran.out.decode()


def test_colons_of_doctor() -> None:
    assert not BARE.search(run("doctor").out.decode())


def test_shares_and_figures() -> None:
    assert console._far(Progress("extract", 500, 2000)) == "500 / 2\u202f000 (25 %)"
    assert benching._digits(0.99634, 4) == "0,9963"
    assert benching._digits(12345.6, 6) == "12\u202f345,6"


def test_every_word_of_a_person_has_words() -> None:
    for judgement in Judgement:
        assert judgement_word(judgement) != judgement or judgement is Judgement.UNSURE
    alike = {MarkStatus.ACCEPTED, MarkStatus.REJECTED, MarkStatus.UNSURE}
    for status in MarkStatus:
        assert mark_word(status) != status or status in alike
