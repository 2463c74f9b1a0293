# SPDX-License-Identifier: GPL-3.0-or-later
"""A number within a link, in a text that runs from the right."""

from __future__ import annotations

from app.triage.items import MentionItem
from app.triage.shown_text import compose


def test_a_number_at_the_end_of_a_link_is_isolated_with_it_once() -> None:
    body = "رقم https://example.org/0639980102"
    start, end = body.index("https"), len(body)
    inner = body.index("0639980102")
    shown = compose(
        body,
        [
            MentionItem("url", body[start:end], "body", start, end),
            MentionItem("phone", body[inner:end], "body", inner, end),
        ],
    )
    assert shown.text.count("\u2066") == shown.text.count("\u2069") == 1
    assert [spot.mention.kind for spot in shown.spots] == ["url", "phone"]
