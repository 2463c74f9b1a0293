# SPDX-License-Identifier: GPL-3.0-or-later
"""What a page declares for machines, left out where it is said of another page or of the site.

A site that is one page to the browser often leaves the declarations of the ad that was opened
first; and many sites describe their own firm on every page.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SCHEME = re.compile(r"https?://(?:www\.|m\.)?", re.IGNORECASE)
_OF_A_FIRM = frozenset(
    ("localbusiness", "professionalservice", "clothingstore", "lodgingbusiness", "service")
)


def of_this_page(facts: Mapping[str, str], names: Sequence[str], address: str) -> Mapping[str, str]:
    """The declared facts, or none where they are those of another page or of a firm.

    Args:
        facts: told by ``page_data.declared``.
        names: headings of the page, and its title.
        address: the page was saved from; '' where that is not known.
    """
    is_called_so = _agrees(facts.get("name", ""), names)
    is_firm = facts.get("kind", "") in _OF_A_FIRM
    if not is_called_so and (is_firm or _is_another(facts.get("url", ""), address)):
        return {}
    return facts


def metas_of_this_page(
    metas: Mapping[str, str], names: Sequence[str], address: str
) -> Mapping[str, str]:
    """The declarations in the head of a page, or none where they are those of another page."""
    is_stale = _is_another(metas.get("og:url", ""), address)
    return {} if is_stale and not _agrees(metas.get("og:title", ""), names) else metas


def _agrees(name: str, names: Sequence[str]) -> bool:
    """Whether a declared name is among those that a reader sees; where none are, none is wrong."""
    declared, seen = _folded(name), [text for text in map(_folded, names) if text]
    return not seen or (declared != "" and any(declared in x or x in declared for x in seen))


def _is_another(declared: str, address: str) -> bool:
    if not (_SCHEME.match(declared) and _SCHEME.match(address)):
        return False
    return _plain(declared) != _plain(address)


def _plain(address: str) -> str:
    """Host and path; queries carry sessions and tracking."""
    return (
        re.split(r"[?#]", _SCHEME.sub("", address, count=1), maxsplit=1)[0].rstrip("/").casefold()
    )


def _folded(text: str) -> str:
    return "".join(text.casefold().split())
