# SPDX-License-Identifier: GPL-3.0-or-later
"""What one cluster holds, counted by the database: pictures, days, contacts, links, suggestions.

Each question reads one cluster only, so that a cluster of thousands in a case of a million costs
what its own ads cost.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexing.records import CandidatePair, ImageStatus, MentionKind, Reason, ReasonKind

if TYPE_CHECKING:
    from indexing.store.case import Case

_LINKS = (
    "SELECT l.a, l.b, l.reasons FROM derived x CROSS JOIN links l ON l.a = x.ad "
    "CROSS JOIN derived y ON y.ad = l.b AND +y.cluster = x.cluster WHERE x.cluster = ?"
)


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """A stored picture in an ad of the cluster, and how often that ad shows it."""

    sha256: str
    status: ImageStatus
    width: int
    height: int
    ad: int
    times: int


@dataclass(frozen=True, slots=True)
class SharedContact:
    """A value that ads of the cluster give: how many do, and how many of the whole case."""

    kind: MentionKind
    value: str
    ads: int
    in_case: int


def pictures(case: Case, cluster: int) -> list[ShownPicture]:
    """Each stored picture in each ad of a cluster that shows it, in order of the ads."""
    rows = case.db.conn.execute(
        "SELECT m.sha256, i.status, i.width, i.height, m.ad, count(*) "
        "FROM derived d CROSS JOIN ad_images m ON m.ad = d.ad JOIN images i ON i.sha256 = m.sha256 "
        "WHERE d.cluster = ? GROUP BY m.ad, m.sha256 ORDER BY m.ad, min(m.position)",
        [cluster],
    )
    return [ShownPicture(sha, ImageStatus(status), *rest) for sha, status, *rest in rows]


def pictures_without_file(case: Case, cluster: int) -> int:
    """How many pictures its ads name that the case does not hold."""
    row = case.db.conn.execute(
        "SELECT count(*) FROM derived d CROSS JOIN ad_images m ON m.ad = d.ad "
        "WHERE d.cluster = ? AND m.sha256 IS NULL",
        [cluster],
    ).fetchone()
    return int(row[0])


def near_pictures(case: Case, cluster: int) -> list[tuple[str, str]]:
    """Two pictures each that links inside the cluster say look the same."""
    rows = case.db.conn.execute(
        "SELECT DISTINCT json_extract(r.value, '$.detail.images[0]'), "
        "json_extract(r.value, '$.detail.images[1]') FROM derived x "
        "CROSS JOIN links l ON l.a = x.ad "
        "CROSS JOIN derived y ON y.ad = l.b AND +y.cluster = x.cluster, json_each(l.reasons) r "
        "WHERE x.cluster = ?1 AND instr(l.reasons, ?2) "
        "AND json_extract(r.value, '$.kind') = 'near_image'",
        [cluster, f'"kind":"{ReasonKind.NEAR_IMAGE}"'],
    )
    return [(one, other) for one, other in rows if one and other]


def days(case: Case, cluster: int) -> list[tuple[str, str, int]]:
    """Day ('' where none is known), site and number of ads, by day and site."""
    rows = case.db.conn.execute(
        "SELECT substr(d.seen, 1, 10), a.site, count(*) FROM derived d "
        "CROSS JOIN ads a ON a.id = d.ad WHERE d.cluster = ? GROUP BY 1, 2 ORDER BY 1, 2",
        [cluster],
    )
    return rows.fetchall()


def ads_between(
    case: Case, cluster: int, sites: Collection[str], first: str, last: str
) -> list[int]:
    """The ads of a cluster that were seen from one day to another on one of these sites."""
    rows = case.db.conn.execute(
        "SELECT d.ad FROM derived d CROSS JOIN ads a ON a.id = d.ad WHERE d.cluster = ?1 "
        "AND substr(d.seen, 1, 10) BETWEEN ?2 AND ?3 "
        "AND a.site IN (SELECT value FROM json_each(?4)) ORDER BY d.seen, d.ad",
        [cluster, first, last, json.dumps(sorted(sites))],
    )
    return [ad for (ad,) in rows]


def contacts(
    case: Case, cluster: int, kinds: Iterable[MentionKind], most: int
) -> tuple[list[SharedContact], int]:
    """Values that two or more ads of a cluster give, the most frequent first; and how many are.

    At most ``most`` are counted over the whole case and given.
    """
    rows = case.db.conn.execute(
        "SELECT m.kind, m.value, count(DISTINCT m.ad) AS ads FROM derived d "
        "CROSS JOIN mentions m ON m.ad = d.ad WHERE d.cluster = ?1 "
        "AND m.kind IN (SELECT value FROM json_each(?2)) "
        "GROUP BY m.kind, m.value HAVING ads > 1 ORDER BY ads DESC, 1, 2",
        [cluster, json.dumps(sorted(kinds))],
    ).fetchall()
    found = [
        SharedContact(MentionKind(kind), value, ads, _carriers(case, kind, value))
        for kind, value, ads in rows[:most]
    ]
    return found, len(rows)


def _carriers(case: Case, kind: str, value: str) -> int:
    row = case.db.conn.execute(
        "SELECT count(DISTINCT ad) FROM mentions WHERE kind = ? AND value = ?", [kind, value]
    ).fetchone()
    return int(row[0])


def links(case: Case, cluster: int) -> Iterator[CandidatePair]:
    """The links inside a cluster, one at a time."""
    for a, b, told in case.db.conn.execute(_LINKS, [cluster]):
        yield CandidatePair(
            a,
            b,
            tuple(
                Reason(
                    ReasonKind(one["kind"]),
                    one["score"],
                    one["threshold"],
                    one["detail"],
                    one["joins"],
                )
                for one in json.loads(told)
            ),
        )


def suggested(case: Case, cluster: int) -> dict[tuple[str, int], list[int]]:
    """The ads of a cluster in which a rule, of a version, found something; rules in order."""
    rows = case.db.conn.execute(
        "SELECT s.rule, s.rule_version, s.ad FROM derived d CROSS JOIN suggestions s "
        "ON s.ad = d.ad WHERE d.cluster = ? ORDER BY s.rule, s.rule_version, s.ad",
        [cluster],
    )
    found: dict[tuple[str, int], list[int]] = {}
    for rule, version, ad in rows:
        found.setdefault((rule, version), []).append(ad)
    return found


def sites(case: Case, cluster: int) -> list[tuple[str, int]]:
    """The sites of a cluster and how many of its ads each holds, most first; '' is unknown."""
    rows: Sequence[tuple[str, int]] = case.db.conn.execute(
        "SELECT a.site, count(*) FROM derived d CROSS JOIN ads a ON a.id = d.ad "
        "WHERE d.cluster = ? GROUP BY 1 ORDER BY 2 DESC, 1",
        [cluster],
    ).fetchall()
    return list(rows)
