# SPDX-License-Identifier: GPL-3.0-or-later
"""Words typed in a hurry find the act that was meant, in any language."""

from __future__ import annotations

import pytest

from app.views.palette_words import distance, folded


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Write a note…"),
        ("note", "Write a note…"),
        ("NOTE wr", "Write a note…"),
        ("nto", "Write a note…"),
        ("noet", "Write a note…"),
        ("codebok", "Codebook…"),
        ("kodebook", "Codebook…"),
        ("coddebook", "Codebook…"),
        ("ecrire", "Écrire une note…"),
        ("masquer fenetres", "Masquer toutes les fenêtres"),
        ("anadir", "Añadir una nota…"),
        ("book", "Codebook…"),
        ("ملاحظة", "كتابة ملاحظة"),
        ("schliessen", "Fall schließen"),
    ],
)
def test_what_was_meant_is_found(typed: str, words: str) -> None:
    assert distance(typed, words) is not None


@pytest.mark.parametrize("typed", ["xyz", "note bundle", "nx", "exportx", "42"])
def test_what_was_not_meant_is_not(typed: str) -> None:
    assert distance(typed, "Write a note…") is None


def test_the_nearer_words_come_first() -> None:
    words = ["Codebook…", "Notebook", "Note", "Write a note…", "Not the same"]
    found = {one: far for one in words if (far := distance("note", one)) is not None}
    near = sorted(found, key=lambda one: found[one])
    assert "Codebook…" not in near
    assert near[0] == "Note"
    assert near.index("Write a note…") < near.index("Notebook")
    assert distance("note", "Write a note…") != distance("noet", "Write a note…")


def test_marks_of_menus_are_no_letters() -> None:
    assert folded("&Open a case…") == ("open", "a", "case")
