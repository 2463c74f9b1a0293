# SPDX-License-Identifier: GPL-3.0-or-later
"""What the window says of an error names what is in the window, in every language."""

from __future__ import annotations

import re

import pytest

from app import i18n, messages
from app.views import problems, remedies
from app.views.import_dialog import ImportDialog
from indexing.errors import BadInputError

pytestmark = pytest.mark.window
SWITCH = re.compile(r"(?<![\w-])--[a-z]|\b(?:docs|packaging)/")
ONLY_BY_COMMAND = {
    "bulk_confirm", "draw_unknown", "hash_list_categories", "hash_list_exists",
    "hash_list_unknown", "indicator_unknown", "order_reference", "passphrase_needed",
    "protocol_not_asked", "reading_point_unknown", "retention_running", "role_exists",
    "role_holder", "role_unknown", "rule_unknown", "source_unknown",
}  # fmt: skip
"""Codes that come of words typed after a command: the window asks for no such words."""


@pytest.fixture(params=["en", "fr", "es"])
def language(request: pytest.FixtureRequest) -> str:
    i18n.set_language(request.param)
    return str(request.param)


def test_no_switch_and_no_file_of_the_program_is_named_in_the_window(language: str) -> None:
    found = []
    for code in set(messages.ERRORS) - ONLY_BY_COMMAND:
        said = messages.describe(BadInputError(code, path="list.csv"))
        told = " ".join(remedies.in_window(code, said.text, said.remedy))
        if SWITCH.search(told):
            found.append(f"{code}: {told}")
    assert "\n".join(found) == ""


def test_what_the_window_says_otherwise_is_of_an_error_there_is() -> None:
    assert set(remedies.REMEDIES) | set(remedies.TEXTS) <= set(messages.ERRORS)


def test_the_names_of_lines_are_those_of_the_window(qtbot: object) -> None:
    from PySide6.QtWidgets import QLabel
    from pytestqt.qtbot import QtBot

    assert isinstance(qtbot, QtBot)
    form = ImportDialog()
    qtbot.addWidget(form)
    shown = {one.text() for one in form.findChildren(QLabel)}
    shown |= {form.tabs.tabText(place) for place in range(form.tabs.count())}
    for code in ("file_is_folder", "encoding_unknown", "join_column_unknown", "profile_mismatch"):
        for name in re.findall("“([^”]+)”", remedies.REMEDIES[code]):
            assert name in shown, name


def test_errors_of_the_window_and_of_its_children_are_told_alike() -> None:
    error = BadInputError("images_missing", path="pictures")
    own = problems.words(error)
    said = messages.describe(error)
    printed = {"code": error.code, "message": said.text, "remedy": said.remedy}
    assert problems.words_of_document({"error": printed}) == own
    assert "“Pictures”" in own[1]
    assert "--" not in own[1]


def test_what_names_no_switch_is_told_as_it_is() -> None:
    assert remedies.in_window("archive_no_ads", "a", "Unpack it.") == ("a", "Unpack it.")
