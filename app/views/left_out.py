# SPDX-License-Identifier: GPL-3.0-or-later
"""What a list says when it does not show everything."""

from __future__ import annotations

from app.i18n import _, number


def first_of(n: int, total: int) -> str:
    """Only the first entries are shown."""
    return _("Showing the first {n} of {total}.").format(n=number(n), total=number(total))
