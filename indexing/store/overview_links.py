# SPDX-License-Identifier: GPL-3.0-or-later
"""What some ads share with others: their contacts and pictures, who else has these, and links.

Every question starts from few ads or one thing and walks by index; pictures under protection, or
met in a list of known hashes, are left out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexing.records import ReasonKind

if TYPE_CHECKING:
    from indexing.store.case import Case

Thing = tuple[ReasonKind, str]
CONTACTS = (
    ReasonKind.PHONE,
    ReasonKind.EMAIL,
    ReasonKind.HANDLE,
    ReasonKind.WALLET,
    ReasonKind.IBAN,
)
"""Kinds of contact; an address of a page is none."""
_CONTACTS = (
    "SELECT m.kind, m.value, count(DISTINCT m.ad) FROM json_each(?1) x "
    "CROSS JOIN mentions m INDEXED BY mentions_ad ON m.ad = x.value "
    "WHERE m.kind IN (SELECT value FROM json_each(?2)) GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2"
)
_PICTURES = (
    "SELECT i.sha256, count(DISTINCT i.ad) FROM json_each(?1) x "
    "CROSS JOIN ad_images i ON i.ad = x.value WHERE i.sha256 IS NOT NULL "
    "AND i.sha256 NOT IN (SELECT sha256 FROM hash_matches) GROUP BY 1 ORDER BY 2 DESC, 1"
)
_CARRIED = (
    "SELECT d.cluster, count(DISTINCT m.ad) FROM mentions m CROSS JOIN derived d ON d.ad = m.ad "
    "WHERE m.kind = ? AND m.value = ? AND d.cluster IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1"
)
_SHOWN = (
    "SELECT d.cluster, count(DISTINCT i.ad) FROM ad_images i CROSS JOIN derived d ON d.ad = i.ad "
    "WHERE i.sha256 = ? AND d.cluster IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1"
)
_ONE_WAY = (
    "SELECT y.cluster AS cluster, json_extract(r.value, '$.kind') AS kind FROM json_each(?1) x "
    "CROSS JOIN links l ON l.{here} = x.value CROSS JOIN derived y ON y.ad = l.{there}, "
    "json_each(l.reasons) r WHERE y.cluster <> ?2"
)
_LINKED = (
    "SELECT cluster, kind, count(*) FROM ("  # noqa: S608
    + " UNION ALL ".join(
        _ONE_WAY.format(here=here, there=there) for here, there in (("a", "b"), ("b", "a"))
    )
    + ") GROUP BY 1, 2 ORDER BY 1, 2"
)
_STEPS = (
    "SELECT coalesce(nullif(substr(c.seen, 1, 10), ''), substr(d.seen, 1, 10)) AS day, m.ad, "
    "m.value FROM json_each(?1) x CROSS JOIN derived d ON d.ad = x.value "
    "CROSS JOIN mentions m INDEXED BY mentions_ad ON m.ad = d.ad "
    "LEFT JOIN captures c ON m.field GLOB 'capture [0-9]*' AND c.ad = m.ad "
    "AND c.n = CAST(substr(m.field, 9) AS INTEGER) "
    "WHERE m.kind = 'place' GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
)


@dataclass(frozen=True, slots=True)
class Carried:
    """Clusters that carry a thing, those with most ads first: id, ads that carry it."""

    clusters: tuple[tuple[int, int], ...]
    of: int
    ads: int


def things(case: Case, ads: Sequence[int]) -> list[tuple[Thing, int]]:
    """Contacts and pictures of these ads with how many of the ads have them, most first."""
    told = json.dumps(list(ads))
    kinds = json.dumps([kind.value for kind in CONTACTS])
    rows = case.db.conn.execute(_CONTACTS, [told, kinds])
    found: list[tuple[Thing, int]] = [
        ((ReasonKind(kind), value), n) for kind, value, n in rows.fetchall()
    ]
    shown = case.db.conn.execute(_PICTURES, [told])
    found += [((ReasonKind.SAME_IMAGE, sha256), n) for sha256, n in shown.fetchall()]
    return found


def carried(case: Case, thing: Thing, most: int) -> Carried:
    """Which clusters have ads with a thing."""
    kind, value = thing
    if kind is ReasonKind.SAME_IMAGE:
        rows = case.db.conn.execute(_SHOWN, [value]).fetchall()
    else:
        rows = case.db.conn.execute(_CARRIED, [kind.value, value]).fetchall()
    found = [(int(cluster), int(n)) for cluster, n in rows]
    return Carried(tuple(found[:most]), len(found), sum(n for _cluster, n in found))


def numbered(case: Case, thing: Thing) -> tuple[int, int] | None:
    """The first ad that gives a contact, and its number among the contacts of that ad, from 1."""
    kind, value = thing
    (ad,) = case.db.conn.execute(
        "SELECT min(ad) FROM mentions WHERE kind = ? AND value = ?", [kind.value, value]
    ).fetchone()
    if ad is None:
        return None
    rows = case.db.conn.execute(
        "SELECT DISTINCT kind, value FROM mentions INDEXED BY mentions_ad WHERE ad = ? "
        "AND kind IN (SELECT value FROM json_each(?)) ORDER BY kind, value",
        [ad, json.dumps([one.value for one in CONTACTS])],
    ).fetchall()
    return ad, rows.index((kind.value, value)) + 1


def linked(case: Case, cluster: int, ads: Sequence[int]) -> dict[int, Mapping[str, int]]:
    """Other clusters with links to these ads of one: how many reasons of each kind."""
    found: dict[int, dict[str, int]] = {}
    for other, kind, n in case.db.conn.execute(_LINKED, [json.dumps(list(ads)), cluster]):
        found.setdefault(other, {})[kind] = n
    return dict(found)


def steps(case: Case, ads: Sequence[int]) -> list[tuple[str, int, str]]:
    """Day, ad and place of every place that these ads name, in order of time; '' is no day.

    What only a later sighting names stands on the day of that sighting.
    """
    rows = case.db.conn.execute(_STEPS, [json.dumps(list(ads))])
    return [(day, ad, value) for day, ad, value in rows.fetchall()]
