# SPDX-License-Identifier: GPL-3.0-or-later
"""What a terminal would obey is spelt out wherever a command prints."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.commands import console

COMMANDS = Path(console.__file__).parent


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ads\x1b[2J.csv", "ads\\u001b[2J.csv"),
        ("ads\u202evsc.exe", "ads\\u202evsc.exe"),
        ("old\rnew", "old\\u000dnew"),
        ("\x9b31m", "\\u009b31m"),
        ("دو اتاق\tفارسی\r\n", "دو اتاق\tفارسی\r\n"),
    ],
)
def test_controls_are_spelt_out(text: str, shown: str, capsys: pytest.CaptureFixture[str]) -> None:
    console.show(text)
    console.say(text)
    out, err = capsys.readouterr()
    assert (out, err) == (shown + "\n", shown + "\n")


def test_every_command_prints_through_it() -> None:
    for file in COMMANDS.glob("*.py"):
        if file.name != "console.py":
            told = re.findall(r"click\.(?:echo|secho)\((?!json\.dumps)", file.read_text("utf-8"))
            assert not told, file.name
