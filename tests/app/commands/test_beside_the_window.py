# SPDX-License-Identifier: GPL-3.0-or-later
"""Commands run beside the window that holds the case: those that read change nothing in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.triage.case_session import CaseSession
from indexing.store import case as cases
from indexing.store.keys import Passphrase
from tests.app.commands import driving


@pytest.mark.parametrize(
    "words",
    [
        ("ads",), ("ads", "--unmask", "to compare with the register"), ("clusters",), ("links",),
        ("hubs",), ("explain", "A1", "A2"), ("template", "C1"), ("suggest",), ("dimensions",),
        ("search", "bread"), ("imports",), ("tags",), ("agreement",), ("readings",), ("audit",),
        ("check",),
    ],
    ids=" ".join,
)  # fmt: skip
def test_reading_is_no_change(case: Path, words: tuple[str, ...]) -> None:
    with cases.open_case(case, secret=Passphrase(driving.PASSPHRASE), mode="write") as held:
        session = CaseSession(held)
        before = session.outside_version()
        done = driving.run(words[0], case, *words[1:])
        assert done.code == 0, done.err
        assert session.outside_version() == before


def test_writing_is_a_change(case: Path) -> None:
    with cases.open_case(case, secret=Passphrase(driving.PASSPHRASE), mode="shared") as held:
        session = CaseSession(held)
        before = session.outside_version()
        assert driving.run("tag", case, "A1", "JOB-01").code == 0
        assert session.outside_version() == before + 1
