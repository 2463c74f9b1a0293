# SPDX-License-Identifier: GPL-3.0-or-later
"""Known errors around coding and the exchange of codebooks: code -> (what happened, what to do)."""

from __future__ import annotations

from app.messages.marking import later as _l

CODING_ERRORS: dict[str, tuple[str, str]] = {
    "draw_empty": (
        _l("There is no ad to draw."),
        _l("Import and index ads first, and ask for at least one."),
    ),
    "rule_unknown": (
        _l("No rule of {indicator} is called {rule}."),
        _l("faisceau suggest names the rule of each suggestion."),
    ),
    "draw_unknown": (
        _l("There is no draw {draw}."),
        _l("Draw ads first: faisceau coding draw."),
    ),
}
