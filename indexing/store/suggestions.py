# SPDX-License-Identifier: GPL-3.0-or-later
"""What rules suggest: derived at any time, replaced rule by rule and ad by ad.

Nothing here is a decision, and no decision is here: what people say of an indicator stands in
``marks`` and outlives every suggestion.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from indexing.records import MentionKind, Stamp
from indexing.store import stamps

if TYPE_CHECKING:
    from indexing.store.case import Case

AD = "ad"
"""Kind of a suggestion on one ad; other kinds name what the ads of a group share."""
_PAGE = 500
_COUNTED = "suggestion_groups"
_COLUMNS = (
    "s.id, s.rule, s.rule_version, s.indicator, s.kind, s.key, s.ad, s.spans, "
    's."values", s.thresholds'
)
_INSERT = (
    "INSERT INTO suggestions (rule, rule_version, indicator, kind, key, ad, spans, "
    '"values", thresholds) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) '
    "ON CONFLICT (rule, kind, key) DO UPDATE SET rule_version = excluded.rule_version, "
    "indicator = excluded.indicator, spans = excluded.spans, "
    '"values" = excluded."values", thresholds = excluded.thresholds'
)


@dataclass(frozen=True, slots=True)
class SuggestionRow:
    """One suggestion as stored.

    ``spans`` are (field, start, end, place) in code points of the stored texts; those of one place
    belong together. ``ads`` is the ad itself, or the ads of the group.
    """

    rule: str
    rule_version: int
    indicator: str
    kind: str
    key: str
    ads: tuple[int, ...]
    spans: tuple[tuple[str, int, int, int], ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    thresholds: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Base:
    """Of how many ads or groups a rule could know, and in how many it held."""

    of: int
    hits: int


def todo(case: Case, stamp: Stamp) -> Iterator[list[int]]:
    """Ads that were not read under this stamp, page by page; extraction has read all of them."""
    number, after = stamps.find(case, stamp), 0
    while True:
        page = [
            ad
            for (ad,) in case.db.conn.execute(
                "SELECT e.ad FROM extracted e LEFT JOIN suggested r ON r.ad = e.ad "
                "WHERE e.ad > ? AND (r.stamp IS NULL OR r.stamp <> ?) ORDER BY e.ad LIMIT ?",
                [after, number, _PAGE],
            )
        ]
        if not page:
            return
        yield page
        after = page[-1]


def count_todo(case: Case, stamp: Stamp) -> int:
    """How many ads were not read under this stamp."""
    row = case.db.conn.execute(
        "SELECT count(*) FROM extracted e LEFT JOIN suggested r ON r.ad = e.ad "
        "WHERE r.stamp IS NULL OR r.stamp <> ?",
        [stamps.find(case, stamp)],
    ).fetchone()
    return int(row[0])


def read_under(case: Case) -> dict[str, int]:
    """Versions of the stamps under which ads were read, and how many under each."""
    rows = case.db.conn.execute(
        "SELECT s.version, count(*) FROM suggested r JOIN stamps s ON s.id = r.stamp "
        "GROUP BY s.version ORDER BY s.version"
    )
    return dict(rows.fetchall())


def restamp(case: Case, stamp: Stamp) -> None:
    """Say that every ad that was read is read under this stamp: nothing that it adds is new."""
    with case.transaction():
        case.db.conn.execute("UPDATE suggested SET stamp = ?", [stamps.number(case, stamp)])


def replace_of_ads(
    case: Case,
    found: Mapping[int, Sequence[SuggestionRow]],
    cut: Iterable[tuple[int, str]],
    stamp: Stamp,
) -> None:
    """Put what text rules found in these ads in place of what they had found there.

    Ads that were purged meanwhile are passed over.
    """
    with case.transaction():
        db = case.db.conn
        number = stamps.number(case, stamp)
        there = _there(case, found)
        found = {ad: rows for ad, rows in found.items() if ad in there}
        cut = [(ad, rule) for ad, rule in cut if ad in there]
        ads = [(ad,) for ad in found]
        db.executemany("DELETE FROM suggestions WHERE ad = ?", ads)
        db.executemany("DELETE FROM suggestion_cuts WHERE ad = ?", ads)
        db.executemany(_INSERT, (_values(row) for rows in found.values() for row in rows))
        db.executemany("INSERT INTO suggestion_cuts (ad, rule) VALUES (?, ?)", cut)
        db.executemany(
            "INSERT INTO suggested (ad, stamp) VALUES (?, ?) "
            "ON CONFLICT (ad) DO UPDATE SET stamp = excluded.stamp",
            [(ad, number) for ad in found],
        )


def counted_state(case: Case) -> str:
    """The state under which groups were counted last; '' where they never were."""
    row = case.db.conn.execute("SELECT value FROM meta WHERE key = ?", [_COUNTED]).fetchone()
    return str(row[0]) if row else ""


def replace_of_groups(
    case: Case, found: Sequence[SuggestionRow], bases: Mapping[str, Base], state: str
) -> None:
    """Put what cluster rules found in place of all that they had found, and note the state."""
    with case.transaction():
        db = case.db.conn
        db.execute(
            "INSERT INTO meta (key, value) VALUES (?, ?) "
            "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            [_COUNTED, state],
        )
        db.execute("DELETE FROM suggestions WHERE kind <> ?", [AD])
        db.execute("DELETE FROM suggestion_bases")
        there = _there(case, {ad for row in found for ad in row.ads})
        for row in found:
            if not there.issuperset(row.ads):
                continue  # an ad was purged meanwhile: the count does not hold
            cursor = db.execute(_INSERT, _values(row))
            db.executemany(
                "INSERT INTO suggestion_ads (suggestion, ad) VALUES (?, ?)",
                [(cursor.lastrowid, ad) for ad in row.ads],
            )
        db.executemany(
            'INSERT INTO suggestion_bases (rule, "groups", hits) VALUES (?, ?, ?)',
            [(rule, base.of, base.hits) for rule, base in bases.items()],
        )


def keep_rules(case: Case, rules: Collection[str]) -> int:
    """Forget what other rules than these found; returns how many suggestions went."""
    told = [json.dumps(sorted(rules))]
    without = "rule NOT IN (SELECT value FROM json_each(?))"
    with case.transaction():
        db = case.db.conn
        gone = db.execute(f"DELETE FROM suggestions WHERE {without}", told)  # noqa: S608
        db.execute(f"DELETE FROM suggestion_cuts WHERE {without}", told)  # noqa: S608
        db.execute(f"DELETE FROM suggestion_bases WHERE {without}", told)  # noqa: S608
    return int(gone.rowcount)


def iterate(case: Case) -> Iterator[SuggestionRow]:
    """Every suggestion: those on ads in order of ad and rule, then those on groups."""
    after = (0, "")
    while True:
        page = case.db.conn.execute(
            f"SELECT {_COLUMNS} FROM suggestions s WHERE s.ad IS NOT NULL "  # noqa: S608
            "AND (s.ad, s.rule) > (?, ?) ORDER BY s.ad, s.rule LIMIT ?",
            [*after, _PAGE],
        ).fetchall()
        yield from (_row(case, row) for row in page)
        if len(page) < _PAGE:
            break
        after = (page[-1][6], page[-1][1])
    groups = case.db.conn.execute(
        f"SELECT {_COLUMNS} FROM suggestions s WHERE s.ad IS NULL ORDER BY s.rule, s.kind, s.key"  # noqa: S608
    ).fetchall()
    yield from (_row(case, row) for row in groups)


def of_ad(case: Case, ad: int) -> list[SuggestionRow]:
    """What rules suggest on an ad, or on a group that it belongs to."""
    rows = case.db.conn.execute(
        f"SELECT {_COLUMNS} FROM suggestions s WHERE s.ad = ?1 OR s.id IN "  # noqa: S608
        "(SELECT suggestion FROM suggestion_ads WHERE ad = ?1) ORDER BY s.indicator, s.rule, s.id",
        [ad],
    ).fetchall()
    return [_row(case, row) for row in rows]


def of_cluster(case: Case, cluster: int) -> list[SuggestionRow]:
    """What rules suggest on groups that ads of a cluster belong to."""
    rows = case.db.conn.execute(
        f"SELECT {_COLUMNS} FROM suggestions s WHERE s.id IN (SELECT a.suggestion "  # noqa: S608
        "FROM derived d JOIN suggestion_ads a ON a.ad = d.ad WHERE d.cluster = ?) "
        "ORDER BY s.indicator, s.rule, s.id",
        [cluster],
    ).fetchall()
    return [_row(case, row) for row in rows]


def ads_by_rule(case: Case) -> dict[str, int]:
    """In how many ads each text rule found something."""
    rows = case.db.conn.execute(
        "SELECT rule, count(*) FROM suggestions WHERE ad IS NOT NULL GROUP BY rule"
    )
    return dict(rows.fetchall())


def ads_suggested(case: Case, rules: Collection[str]) -> tuple[int, int]:
    """How many ads have a suggestion of these rules, alone; and those in a group that has one."""
    wanted = "rule IN (SELECT value FROM json_each(?1))"
    alone, grouped = case.db.conn.execute(
        "SELECT (SELECT count(DISTINCT ad) FROM suggestions "  # noqa: S608
        f"WHERE ad IS NOT NULL AND {wanted}), (SELECT count(*) FROM ("
        f"SELECT ad FROM suggestions WHERE ad IS NOT NULL AND {wanted} UNION "
        "SELECT a.ad FROM suggestion_ads a JOIN suggestions s ON s.id = a.suggestion "
        f"WHERE s.{wanted}))",
        [json.dumps(sorted(rules))],
    ).fetchone()
    return int(alone), int(grouped)


def hits_by_rule(case: Case) -> dict[tuple[str, int], tuple[str, int]]:
    """The indicator of each rule and version that found something, and how often it did."""
    rows = case.db.conn.execute(
        "SELECT rule, rule_version, min(indicator), count(*) FROM suggestions "
        "GROUP BY rule, rule_version"
    )
    return {(rule, version): (name, count) for rule, version, name, count in rows.fetchall()}


def ads_read(case: Case) -> int:
    """How many ads the rules have read."""
    return int(case.db.conn.execute("SELECT count(*) FROM suggested").fetchone()[0])


def ads_speaking(case: Case, languages: Collection[str]) -> int:
    """How many of the ads read are wholly or partly in one of these languages, or in an unknown.

    A rule of a language reads these and no others.
    """
    row = case.db.conn.execute(
        "SELECT count(*) FROM suggested r JOIN derived d ON d.ad = r.ad WHERE d.language IN "
        "(SELECT value FROM json_each(?1) UNION SELECT '?' UNION SELECT '') OR EXISTS "
        "(SELECT 1 FROM mentions m WHERE m.ad = r.ad AND m.kind = ?2 "
        "AND m.value IN (SELECT value FROM json_each(?1)))",
        [json.dumps(sorted(languages)), MentionKind.LANGUAGE],
    ).fetchone()
    return int(row[0])


def ads_mentioning(case: Case, kinds: Collection[str]) -> int:
    """How many of the ads read have a mention of one of these kinds."""
    row = case.db.conn.execute(
        "SELECT count(DISTINCT m.ad) FROM mentions m JOIN suggested r ON r.ad = m.ad "
        "WHERE m.kind IN (SELECT value FROM json_each(?))",
        [json.dumps(sorted(kinds))],
    ).fetchone()
    return int(row[0])


def bases(case: Case) -> dict[str, Base]:
    """What each rule was compared over when the case was counted last."""
    rows = case.db.conn.execute('SELECT rule, "groups", hits FROM suggestion_bases')
    return {rule: Base(of, hits) for rule, of, hits in rows}


def cuts(case: Case) -> list[tuple[int, str]]:
    """Ads in which a rule was stopped by the time limit, and the rule."""
    rows = case.db.conn.execute("SELECT ad, rule FROM suggestion_cuts ORDER BY rule, ad")
    return [(ad, rule) for ad, rule in rows]


def _there(case: Case, ads: Iterable[int]) -> set[int]:
    rows = case.db.conn.execute(
        "SELECT ad FROM derived WHERE ad IN (SELECT value FROM json_each(?))",
        [json.dumps(list(ads))],
    )
    return {ad for (ad,) in rows}


def _values(row: SuggestionRow) -> tuple[object, ...]:
    return (
        row.rule,
        row.rule_version,
        row.indicator,
        row.kind,
        row.key,
        row.ads[0] if row.kind == AD else None,
        json.dumps(row.spans),
        json.dumps(dict(row.values), ensure_ascii=False),
        json.dumps(dict(row.thresholds), ensure_ascii=False),
    )


def _row(case: Case, row: Sequence[Any]) -> SuggestionRow:
    number, rule, version, indicator, kind, key, ad = row[:7]
    spans, values, thresholds = (json.loads(told) for told in row[7:])
    ads = (ad,)
    if ad is None:
        found = case.db.conn.execute(
            "SELECT ad FROM suggestion_ads WHERE suggestion = ? ORDER BY ad", [number]
        )
        ads = tuple(one for (one,) in found)
    return SuggestionRow(
        rule=rule,
        rule_version=version,
        indicator=indicator,
        kind=kind,
        key=key,
        ads=ads,
        spans=tuple(map(tuple, spans)),
        values=values,
        thresholds=thresholds,
    )
