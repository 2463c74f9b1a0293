# SPDX-License-Identifier: GPL-3.0-or-later
"""Light and dark colours, all text at a contrast of 4.5 or more, on Qt's Fusion style."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QImage, QPalette, QPixmap
from PySide6.QtWidgets import QApplication

from app import paths, settings

STYLES = paths.RESOURCES / "styles"
ICONS = paths.RESOURCES / "icons"


@dataclass(frozen=True, slots=True)
class Theme:
    """One set of colours; ``marks`` are the backgrounds of highlighted mentions."""

    name: str
    window: str
    base: str
    raised: str
    hover: str
    tint: str
    text: str
    muted: str
    faint: str
    line: str
    edge: str
    accent: str
    accent_hover: str
    on_accent: str
    link: str
    danger: str
    on_danger: str
    danger_text: str
    warn_tint: str
    mark_phone: str
    mark_name: str
    mark_link: str
    mark_price: str
    only_left: str
    only_right: str


LIGHT = Theme(
    name="light",
    window="#f4f6f8",
    base="#ffffff",
    raised="#ffffff",
    hover="#e9eef2",
    tint="#dff0ef",
    text="#17202b",
    muted="#556170",
    faint="#7d8794",
    line="#dde3e9",
    edge="#b9c3cd",
    accent="#13696f",
    accent_hover="#0f585d",
    on_accent="#ffffff",
    link="#0f6168",
    danger="#a32d2d",
    on_danger="#ffffff",
    danger_text="#9a2525",
    warn_tint="#fdf0d5",
    mark_phone="#ffe6b0",
    mark_name="#e3dcfb",
    mark_link="#d3e8fb",
    mark_price="#e3ebd5",
    only_left="#ffd9cc",
    only_right="#cfe6ff",
)
DARK = Theme(
    name="dark",
    window="#14181d",
    base="#1a1f26",
    raised="#20262e",
    hover="#29313a",
    tint="#1d3b3e",
    text="#e8ecf1",
    muted="#a3afbc",
    faint="#7e8996",
    line="#2c343d",
    edge="#47525e",
    accent="#58bcc3",
    accent_hover="#74cbd1",
    on_accent="#08191b",
    link="#74cbd1",
    danger="#e07a72",
    on_danger="#1c0a09",
    danger_text="#f0968f",
    warn_tint="#43361a",
    mark_phone="#5a4413",
    mark_name="#443a6e",
    mark_link="#1f4768",
    mark_price="#3c4a24",
    only_left="#6b3426",
    only_right="#1d4a75",
)
_MARKS = {"phone": "phone", "email": "name", "handle": "name", "url": "link", "price": "price"}
_POINTS = re.compile(r"font-size: (\d+)pt")
_in_force: list[Theme] = [LIGHT]
_percent: list[int] = [100]
_system_font: list[QFont] = []


def current() -> Theme:
    """The colours in force."""
    return _in_force[0]


def scaled(pixels: float) -> int:
    """A length that grows with the size of words that the person chose."""
    return round(pixels * _percent[0] / 100)


def mark_colour(kind: str) -> QColor:
    """Background of a highlighted mention."""
    return QColor(getattr(current(), "mark_" + _MARKS.get(kind, "link")))


def contrast(one: str, other: str) -> float:
    """Contrast of two colours as WCAG counts it, 1 to 21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def application() -> QApplication:
    """The running application.

    Raises:
        RuntimeError: there is none yet.
    """
    running = QApplication.instance()
    if not isinstance(running, QApplication):
        raise RuntimeError("no application")  # noqa: TRY004 - a missing thing, not a wrong one
    return running


def choose(wanted: str, application: QApplication) -> Theme:
    """``light``, ``dark``, or what the system has."""
    if wanted == "system":
        dark = application.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return DARK if dark else LIGHT
    return DARK if wanted == "dark" else LIGHT


def apply(application: QApplication, wanted: str | None = None) -> Theme:
    """Put the colours in force for the whole program."""
    theme = choose(wanted or str(settings.get("theme")), application)
    _in_force[0] = theme
    _percent[0] = int(str(settings.get("font_percent")))
    if not application.styleSheet():  # under a sheet it is Fusion already
        application.setStyle("Fusion")
    application.setPalette(_palette(theme))
    _set_font(application)
    sheet = (STYLES / "window.qss").read_text(encoding="utf-8")
    sheet = _POINTS.sub(_scaled_points, sheet)
    for token, colour in asdict(theme).items():
        sheet = sheet.replace("{" + token + "}", colour)
    for name in ("arrow", "cross", "check", "up"):
        file = ICONS / f"{name}-{theme.name}.svg"
        sheet = sheet.replace("{" + name + "}", file.as_posix())
    if application.styleSheet() != sheet:  # every widget there is would be styled anew
        application.setStyleSheet(sheet)
    return theme


def _scaled_points(found: re.Match[str]) -> str:
    return f"font-size: {int(found[1]) * _percent[0] / 100:g}pt"


def _set_font(application: QApplication) -> None:
    if not _system_font:
        _system_font.append(application.font())
    font = QFont(_system_font[0])
    plain = {"Sans Serif", "Sans", "DejaVu Sans", "Bitstream Vera Sans", ""}
    if font.family() in plain and "Noto Sans" in QFontDatabase.families():
        font.setFamily("Noto Sans")
    font.setPointSizeF(max(10.0, font.pointSizeF()) * _percent[0] / 100)
    application.setFont(font)


def _palette(theme: Theme) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    colours = {
        role.Window: theme.window,
        role.WindowText: theme.text,
        role.Base: theme.base,
        role.AlternateBase: theme.window,
        role.Text: theme.text,
        role.Button: theme.raised,
        role.ButtonText: theme.text,
        role.BrightText: theme.on_accent,
        role.ToolTipBase: theme.raised,
        role.ToolTipText: theme.text,
        role.PlaceholderText: theme.muted,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.on_accent,
        role.Link: theme.link,
        role.Mid: theme.line,
        role.Light: theme.raised,
        role.Dark: theme.edge,
    }
    for key, colour in colours.items():
        palette.setColor(key, QColor(colour))
    for key in (role.Text, role.ButtonText, role.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, key, QColor(theme.faint))
    return palette


def icon(name: str) -> QIcon:
    """An icon of ours in the text colour of the theme in force, with a disabled shade."""
    result = QIcon()
    result.addPixmap(_drawn(name, current().text))
    result.addPixmap(_drawn(name, current().faint), QIcon.Mode.Disabled)
    return result


def _drawn(name: str, colour: str, side: int = 40) -> QPixmap:
    source = (ICONS / f"{name}.svg").read_text(encoding="utf-8")
    source = source.replace("currentColor", colour)
    source = source.replace('width="20" height="20"', f'width="{side}" height="{side}"')
    image = QImage.fromData(source.encode())
    pixmap = QPixmap.fromImage(image)
    pixmap.setDevicePixelRatio(side / 20)
    return pixmap
