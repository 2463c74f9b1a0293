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
    "qdc_broken": (
        _l("{path} is not readable as XML ({place})."),
        _l("Export the codebook again as REFI-QDA (.qdc)."),
    ),
    "qdc_other": (
        _l("{path} is no REFI-QDA codebook, or has no code in it."),
        _l("Export the codebook, not the project: a file that ends in .qdc."),
    ),
    "qdc_forbidden": (
        _l("{path} holds what no codebook needs: a document type, an entity or a rare encoding."),
        _l("It may be made to do harm. Export the codebook again as REFI-QDA (.qdc)."),
    ),
    "qdc_limits": (
        _l("{path} holds more, deeper or longer codes than a codebook can have ({place})."),
        _l("It may be made to do harm. Export the codebook again, in parts if it is large."),
    ),
    "trial_of_groups": (
        _l(
            "{place} cannot be tried: its entry is contradicted, or it counts over groups in more "
            "than 20,000 ads."
        ),
        _l("Save it, find what belongs together (F5), and look at what it points to."),
    ),
    "codebook_not_extending": (
        _l("{codebook} extends no codebook, so it is changed as a file only."),
        _l("Change the file, and use it under “Other codebooks”."),
    ),
    "draw_unknown": (
        _l("There is no draw {draw}."),
        _l("Draw ads first: faisceau coding draw."),
    ),
}
