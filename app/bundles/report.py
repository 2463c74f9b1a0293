# SPDX-License-Identifier: GPL-3.0-or-later
"""The report of a bundle: one page without script or outside reference, all text escaped."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from typing import Any

from app import paths
from app.bundles import sshsig
from app.bundles.contents import Contents, app_version
from app.i18n import _, in_language, is_rtl, language, ngettext
from app.messages.kinds import kind_word
from app.triage import codebook, reading_words
from app.triage.documents import Document
from indexing.store import audit, pairs, stamps
from indexing.store.marks import READ

MOST_CLUSTERS = 2_000
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_SAMPLE = 160


def render(contents: Contents) -> Iterator[bytes]:
    """The page, piece by piece."""
    for piece in _pieces(contents):
        yield piece.encode("utf-8", "backslashreplace")


def _pieces(contents: Contents) -> Iterator[str]:
    style = (paths.RESOURCES / "bundle" / "report.css").read_text(encoding="utf-8")
    title = _("Case bundle")
    direction = "rtl" if is_rtl() else "ltr"
    yield (
        f'<!DOCTYPE html>\n<html lang="{_text(language())}" dir="{direction}"><head>'
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="referrer" content="no-referrer">'
        f"<title>{_text(title)}</title><style>{style}</style></head><body><h1>{_text(title)}</h1>"
    )
    yield _table(_summary(contents))
    yield f'<p class="note">{_text(in_language(codebook.of_case(contents.case).statement))}</p>'
    yield _heading(_("Method")) + _table(_method(contents))
    yield _heading(_("Limits")) + _list(_limits(contents))
    yield from _clusters(contents)
    yield from _readings(contents)
    yield "</body></html>\n"


def _summary(contents: Contents) -> Iterator[tuple[str, str]]:
    case = contents.case
    yield _("Case"), case.header.case_id
    yield _("Purpose"), contents.text(case.meta.purpose)
    yield _("Legal basis"), contents.text(case.meta.legal_basis)
    yield _("Responsible"), contents.text(case.meta.responsible)
    yield _("Keep until"), case.meta.retain_until
    yield _("Made"), contents.at
    yield _("Ads"), str(len(contents.ads))
    yield _("Contents"), _("The whole case") if contents.whole else _("A selection from the case")
    yield _("Contacts"), _("Covered") if contents.redacted else _("In clear")
    yield _("Signed by"), sshsig.fingerprint(audit.public_key(case))


def _method(contents: Contents) -> Iterator[tuple[str, str]]:
    yield _("Program"), f"faisceau {app_version()}"
    for one in stamps.all_of(contents.case):
        yield one.kind, one.version
    run = pairs.last_run(contents.case)
    if run is not None:
        yield _("Linked"), run.at
        for name, value in sorted(run.options.items()):
            yield name, str(value)


def _limits(contents: Contents) -> Iterator[str]:
    yield _("Everything here is unchanged since it was imported into this program.")
    yield _("It does not say that an ad is unchanged since it was published, or that it is true.")
    yield _("Ads in one cluster share texts, pictures or contacts; that does not make one author.")
    yield _("Related meaning is shown as a hint and never joins ads.")
    yield _("Tags are statements of the named people about ads, never about a person's risk.")
    if contents.redacted:
        yield _("Contacts are covered and pictures left out; a copy in clear stays in the case.")


def _clusters(contents: Contents) -> Iterator[str]:
    tags = _tags(contents)
    shown, left = 0, 0
    yield _heading(_("Clusters")) + "<table><thead>"
    heads = (_("Cluster"), _("Ads"), _("From"), _("To"), _("Shared"), _("Tags"), _("Begins"))
    yield _row("th", heads) + "</thead><tbody>"
    for document in contents.cluster_documents():
        found = _tags_of(document, tags)
        if document["size"] == 1 and not found:
            continue
        if shown >= MOST_CLUSTERS:
            left += 1
            continue
        shown += 1
        yield _row("td", _cells(document, found))
    yield "</tbody></table>"
    if left:
        more = ngettext(
            "{n} more cluster: data/clusters.jsonl", "{n} more clusters: data/clusters.jsonl", left
        )
        yield f"<p>{_text(more.format(n=left))}</p>"
    words = _("Ads that stand alone and carry no tag are in data/items.jsonl only.")
    yield f"<p>{_text(words)}</p>"


def _readings(contents: Contents) -> Iterator[str]:
    """What people say that clusters may be, side by side; nothing where nobody said anything."""
    found = [one for one in contents.reading_documents() if _holds(one)]
    if not found:
        return
    yield _heading(_("What the clusters may be"))
    words = _(
        "Explanations that people weigh against each other. They are of clusters of ads, never of "
        "a person, and none is counted up."
    )
    heads = (_("Cluster"), _("Reading"), _("Standing"), _("For"), _("Against"), _("Note"), _("By"))
    yield f"<p>{_text(words)}</p><table><thead>{_row('th', heads)}</thead><tbody>"
    order = {name: place for place, name in enumerate(_clusters_of(found))}
    for one in sorted(found, key=lambda one: order[str(one["cluster"])]):
        yield _row("td", _reading_cells(one))
    yield "</tbody></table>"


def _holds(one: Document) -> bool:
    return not one["superseded_at"] and one["standing"] != "withdrawn"


def _clusters_of(found: Iterable[Document]) -> list[str]:
    return list(dict.fromkeys(str(one["cluster"]) for one in found))


def _reading_cells(one: Document) -> tuple[str, ...]:
    sides: list[str] = []
    for side in ("for", "against"):
        points: Any = one[side]
        told = (" ".join(filter(None, (point["target"], point["words"]))) for point in points)
        sides.append("; ".join(told))
    reading, standing = str(one["reading"]), str(one["standing"])
    return (
        str(one["cluster"]),
        reading_words.reading_label(reading),
        reading_words.standing_word(standing),
        *sides,
        str(one["note"]),
        f"{one['by']}, {str(one['at'])[:10]}",
    )


def _cells(document: Document, tags: Iterable[str]) -> tuple[str, ...]:
    reasons: Any = document["reasons"]
    template: Any = document["template"]
    return (
        str(document["cluster"]),
        str(document["size"]),
        str(document["first_seen"] or ""),
        str(document["last_seen"] or ""),
        ", ".join(f"{kind_word(kind)} {number}" for kind, number in reasons.items()),
        "; ".join(tags),
        " ".join(str(template["text"] if template else "").split())[:_SAMPLE],
    )


def _tags(contents: Contents) -> dict[str, list[str]]:
    """What holds on each ad and cluster: indicator, status and by whom."""
    found: dict[str, list[str]] = {}
    for tag in contents.tag_documents():
        if tag["superseded_at"] or tag["status"] == "withdrawn":
            continue
        if tag["indicator"] in (None, READ):
            continue
        indicator = str(tag["indicator"])
        words = f"{indicator} {codebook.label(indicator)} ({tag['status']}, {tag['by']})"
        about: Any = tag["target_details"]
        found.setdefault(str(about["cluster"] or about["ad"]), []).append(words)
    return found


def _tags_of(document: Document, tags: dict[str, list[str]]) -> list[str]:
    members: Any = document["ads"]
    found = list(tags.get(str(document["cluster"]), ()))
    for ad in members:
        found += [f"{ad} {words}" for words in tags.get(ad, ())]
    return found


def _heading(words: str) -> str:
    return f"<h2>{_text(words)}</h2>"


def _list(lines: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li>{_text(line)}</li>" for line in lines) + "</ul>"


def _table(rows: Iterable[tuple[str, ...]]) -> str:
    return "<table><tbody>" + "".join(_row("td", row) for row in rows) + "</tbody></table>"


def _row(kind: str, cells: Iterable[str]) -> str:
    return "<tr>" + "".join(f"<{kind}>{_text(cell)}</{kind}>" for cell in cells) + "</tr>"


def _text(words: str) -> str:
    return html.escape(words.replace("\0", "\ufffd"), quote=True)
