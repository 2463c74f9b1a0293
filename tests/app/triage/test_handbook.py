# SPDX-License-Identifier: GPL-3.0-or-later
"""The handbook says the same in each language, and its keys are those of the window."""

from __future__ import annotations

import re

import pytest

from app import paths
from app.triage import handbook
from app.views.shortcuts import declared

KEYS = {act.key: act.shortcut or act.text for act in declared()}


def acts_named(code: str) -> set[str]:
    text = (paths.RESOURCES / "handbook" / f"{code}.md").read_text(encoding="utf-8")
    return set(re.findall(r"\{key:([a-z_]+)\}", text))


@pytest.mark.parametrize("code", ["en", "fr", "es"])
def test_every_language_names_the_same_acts_in_as_many_chapters(code: str) -> None:
    assert acts_named(code) == acts_named("en") != set()
    found, english = handbook.chapters(KEYS, code=code), handbook.chapters(KEYS, code="en")
    assert len(found) == len(english)
    for one, other in zip(found, english, strict=True):
        assert one.title
        for mark in (r"^\d+\. ", r"^- ", r"^!\["):
            counts = [len(re.findall(mark, part.text, re.MULTILINE)) for part in (one, other)]
            assert counts[0] == counts[1], one.title
    assert not any("{" in chapter.text for chapter in found)


def test_an_act_that_is_not_there_is_noticed() -> None:
    some = dict(KEYS)
    del some["undo"]
    with pytest.raises(KeyError, match="undo"):
        handbook.chapters(some)


def test_a_language_without_a_handbook_reads_the_english_one() -> None:
    assert handbook.title("ar-x-layout") == handbook.title("en")


def test_the_first_case_is_where_it_is_said_to_be() -> None:
    text = handbook.chapters(KEYS, code="en")[handbook.FIRST_CASE].text
    assert len(re.findall(r"^\d+\. ", text, re.MULTILINE)) == 10


@pytest.mark.parametrize("code", ["en", "fr", "es"])
def test_every_picture_is_there(code: str) -> None:
    text = "\n".join(chapter.text for chapter in handbook.chapters(KEYS, code=code))
    named = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text)
    assert named
    assert all((paths.PICTURES / name).is_file() for name in named)
