# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures that the person at work put out of their sight for this sitting.

Nothing of it is written into the case: it is a person's own, and others see what they saw before.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from app.triage.compared import Comparison
from app.triage.items import AdDetail, ImageItem

STOPPED = "stopped"
"""Status of a picture that this person does not want to see again."""


def images(found: tuple[ImageItem, ...], stopped: Set[str]) -> tuple[ImageItem, ...]:
    """Pictures, those out of sight marked so, without what was read in them."""
    if not stopped:
        return found
    return tuple(
        replace(one, status=STOPPED, words=None) if one.sha256 in stopped else one for one in found
    )


def ad(found: AdDetail, stopped: Set[str]) -> AdDetail:
    """An ad without the pictures that are out of sight."""
    return replace(found, images=images(found.images, stopped)) if stopped else found


def comparison(found: Comparison, stopped: Set[str]) -> Comparison:
    """Two ads without the pictures that are out of sight."""
    if not stopped:
        return found
    left, right = (
        replace(side, images=images(side.images, stopped)) for side in (found.left, found.right)
    )
    return replace(found, left=left, right=right)
