# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of the person at this computer: declared once with type, default, range and help.

The file holds no ad text and no passphrase; recent cases are folder names only.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from app import paths
from indexing import plain_yaml
from indexing.errors import BadInputError
from indexing.limits import MAX_SETTINGS_BYTES

Value = str | int | bool | list[str]
_NO_TEXT = re.compile("[\0\ud800-\udfff]")
"""What neither a path nor UTF-8 can hold."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: ``choices`` for words, ``low``/``high`` for numbers."""

    key: str
    default: Value
    help: str
    choices: tuple[str, ...] = ()
    low: int = 0
    high: int = 0


HIDE_KEYS = ("F12", "F11", "Pause", "Ctrl+Shift+H")
"""Keys that may blank every window; no act has one of them."""

DECLARED: dict[str, Setting] = {
    s.key: s
    for s in (
        Setting(
            "language",
            "",
            "Language of the program; empty follows the system.",
            ("", "en", "fr", "es", "ar-x-layout"),
        ),
        Setting("theme", "system", "Colours of the window.", ("system", "light", "dark")),
        Setting("analyst", "", "Name or initials written beside your decisions."),
        Setting("recent_cases", [], "Folders of the cases opened last."),
        Setting(
            "auto_lock_minutes",
            15,
            "Minutes without a key press or the mouse until the case locks; 0 never.",
            (),
            0,
            480,
        ),
        Setting(
            "pause_minutes",
            50,
            "Minutes at an open case before a pause is proposed; 0 never.",
            (),
            0,
            480,
        ),
        Setting("font_percent", 100, "Size of all words of the window.", (), 80, 200),
        Setting("auto_advance", True, "Go on to the next cluster once one is decided."),
        Setting("quick_hide_key", "F12", "Key that blanks every window at once.", HIDE_KEYS),
        Setting("recent_acts", [], "Acts chosen last in the list of all acts, by name."),
        Setting("exposure_days", [], "What you saw each day, in numbers; see app.triage.sitting."),
        Setting("window_layout", "", "Sizes of the window's panes, as the window wrote them."),
    )
}


def _acceptable(setting: Setting, value: object) -> bool:
    if isinstance(setting.default, list):
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    if type(value) is not type(setting.default):
        return False
    if setting.choices:
        return value in setting.choices
    if isinstance(value, int) and setting.high:
        return setting.low <= value <= setting.high
    return True


def _load() -> dict[str, object]:
    """What the file holds, as far as a setting of this or of a newer version can be such."""
    try:
        data = plain_yaml.file_bytes(paths.settings_file(), MAX_SETTINGS_BYTES)
        # editors put a byte order mark first
        is_whole = len(data) <= MAX_SETTINGS_BYTES
        untrusted = json.loads(data.decode("utf-8-sig")) if is_whole else None
    except (BadInputError, ValueError, RecursionError):
        return {}
    if not isinstance(untrusted, dict):
        return {}
    return {key: value for key, value in untrusted.items() if _is_text(key) and _is_plain(value)}


def _is_plain(value: object) -> bool:
    if isinstance(value, list):
        return all(map(_is_text, value))
    return _is_text(value) or isinstance(value, int | float)


def _is_text(value: object) -> bool:
    """Can it be written again, and be a part of a path?"""
    return isinstance(value, str) and not _NO_TEXT.search(value)


def get(key: str) -> Value:
    """The value of a declared setting, its default when unset or not acceptable."""
    setting = DECLARED[key]
    value = _load().get(key, setting.default)
    if not _acceptable(setting, value):
        return setting.default
    return value  # type: ignore[return-value]


def put(key: str, value: Value) -> None:
    """Store a setting.

    Raises:
        ValueError: the value is not one that the declaration allows.
    """
    setting = DECLARED[key]
    if not _acceptable(setting, value):
        raise ValueError(f"{key}={value!r}")
    file = paths.settings_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    content = json.dumps({**_load(), key: value}, ensure_ascii=False, indent=1)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=".settings-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(content)
        Path(name).replace(file)
    finally:
        with contextlib.suppress(FileNotFoundError):
            Path(name).unlink()


def add_recent_case(folder: Path) -> None:
    """Put a case first in the list of recent cases (at most ten)."""
    recent = get("recent_cases")
    known = [item for item in recent if item != str(folder)] if isinstance(recent, list) else []
    put("recent_cases", [str(folder), *known][:10])
