# SPDX-License-Identifier: GPL-3.0-or-later
"""Two ads side by side over a real store: texts, reasons, pictures, and what stays covered."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.triage.chains import chain_told, comparison_document
from app.triage.comparing import compare
from indexing.errors import BadInputError
from indexing.records import (
    AdRecord,
    CandidatePair,
    Hub,
    Judgement,
    Mention,
    MentionKind,
    Reason,
    ReasonKind,
    Stamp,
)
from indexing.store import ads, clusters, images, judgements, mentions, pairs, sources
from indexing.store.case import Case, CaseMeta, create
from indexing.store.keys import Argon2Cost

STAMP = Stamp("test", "1")
BODIES = (
    "Packers wanted near the ring road. Call 06 39 98 01 42, mail jobs@example.org.",
    "Packers wanted near the old ring road. Call 06 39 98 01 43, mail jobs@example.org.",
    "A piano, nearly new, to be fetched. Ask for six three nine.",
)
SECRET = ("639980142", "639980143", "39980142", "39980143", "jobs@", "roza_garden")
SHAS: list[str] = []


def phone(body: str) -> Mention:
    start = body.index("06")
    raw = body[start : start + 14]
    value = "+33" + raw.replace(" ", "")[1:]
    return Mention(MentionKind.PHONE, value, raw, "body", start, start + 14)


def mail(body: str) -> Mention:
    start = body.index("jobs@")
    raw = "jobs@example.org"
    return Mention(MentionKind.EMAIL, raw, raw, "body", start, start + len(raw))


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    meta = CaseMeta("Test", "Consent", "Analyst", "2035-01-01")
    made, _key = create(
        tmp_path / "one.faisceau", passphrase="herons", meta=meta, cost=Argon2Cost(64, 1, 1)
    )
    source = sources.begin(made, "list.csv", "0" * 64, "csv", "utf-8", {})
    rows = [
        AdRecord(
            place=f"row {n}",
            title="Packers",
            body=body,
            author="@roza_garden",
            extra={"remark": f"seen with {body[-40:-20]}", "kind": "offer"},
        )
        for n, body in enumerate(BODIES)
    ]
    ads.add_batch(made, source, rows, seen=ads.SeenCounts())
    found = {ad: [phone(BODIES[ad - 1]), mail(BODIES[ad - 1])] for ad in (1, 2)}
    mentions.replace(made, found, STAMP)
    SHAS[:] = [
        images.put(made, 1, 0, "a.png", b"one") or "",
        images.put(made, 2, 0, "b.png", b"two") or "",
    ]
    images.put(made, 1, 1, "c.png", b"both")
    images.put(made, 2, 1, "c.png", b"both")
    detail = {
        "images": SHAS[::-1], "variant": "turned_left", "inverted": False, "pdq": 9,
        "boxes": [None, [0, 0, 500, 1000]],
    }  # fmt: skip
    reasons = (
        Reason(ReasonKind.NEAR_TEXT, 0.8, 0.42, {"method": "weighted-jaccard-c5"}),
        Reason(ReasonKind.EMAIL, 0.9, 0.0, {"value": "jobs@example.org", "ads": 2}),
        Reason(ReasonKind.NEAR_IMAGE, 9.0, 31.0, detail),
    )
    pairs.replace_machine(
        made, [CandidatePair(1, 2, reasons)], [Hub(ReasonKind.EMAIL, "x@example.org", 9, 9)], "{}"
    )
    clusters.replace(made, {1: [1, 2], 2: [3]})
    yield made
    made.close()


def said(case: Case, *, clear: bool = False) -> str:
    return json.dumps(comparison_document(case, compare(case, 1, 2, unmasked=clear)))


def test_a_number_that_differs_stays_covered_on_both_sides_and_is_told(case: Case) -> None:
    found = compare(case, 1, 2)
    left, right = found.left.body, found.right.body
    changed = [
        (left[slice(*one.left)], right[slice(*one.right)]) for one in found.body if not one.same
    ]
    assert changed == [("", "old "), ("•• •• •• •• 42", "•• •• •• •• 43")]
    assert len(left) == len(BODIES[0])
    told = said(case)
    digits = "".join(char for char in told if char.isdecimal())
    for secret in SECRET:
        assert secret not in told
        assert secret not in digits


def test_unmasked_everything_is_in_clear(case: Case) -> None:
    told = said(case, clear=True)
    for secret in ("06 39 98 01 42", "06 39 98 01 43", "jobs@example.org", "@roza_garden"):
        assert secret in told


def test_what_one_side_reads_is_covered_on_the_other(case: Case) -> None:
    mentions.replace(case, {2: []}, STAMP)
    words = "six three nine"
    start = BODIES[2].index(words)
    one = Mention(MentionKind.PHONE, "+33639980142", words, "body", start, start + len(words))
    mentions.replace(case, {1: [one]}, STAMP)
    assert words not in compare(case, 1, 3).right.body
    assert words not in compare(case, 3, 1).left.body


def test_reasons_shared_things_and_pictures(case: Case) -> None:
    found = compare(case, 1, 2)
    assert [one.kind for one in found.reasons] == ["near_text", "email", "near_image"]
    assert all(one.sentence and one.compared and one.other_reading for one in found.reasons)
    assert [(one.kind, one.ads, one.hub) for one in found.shared] == [("email", 2, False)]
    same, turned = found.pictures
    assert same.left == same.right
    assert (turned.left, turned.right) == tuple(SHAS)
    assert turned.variant == "turned_right"  # told from the other side
    assert turned.left_box == (0, 0, 500, 1000)
    assert turned.right_box == (0, 0, 1000, 1000)
    back = compare(case, 2, 1).pictures[1]
    assert (back.left, back.variant, back.right_box) == (SHAS[1], "turned_left", (0, 0, 500, 1000))


def test_a_field_is_the_same_by_what_stands_in_it(case: Case) -> None:
    by_name = {one.name: one for one in compare(case, 1, 2).fields}
    assert by_name["Author"].same
    assert by_name["kind"].same
    assert not by_name["remark"].same


def test_the_judgement_of_the_two_is_told(case: Case) -> None:
    assert compare(case, 1, 2).judgement == "none"
    judgements.decide(case, 1, 2, Judgement.UNSURE, by="Analyst")
    assert compare(case, 2, 1).judgement == "unsure"


def test_ads_that_share_nothing(case: Case) -> None:
    found = compare(case, 1, 3)
    assert (found.reasons, found.shared, found.pictures) == ((), (), ())
    assert found.words[2] < found.words[0] / 2


def test_an_unknown_ad(case: Case) -> None:
    with pytest.raises(BadInputError):
        compare(case, 1, 99)


def test_a_chain_names_steps_and_covers(case: Case) -> None:
    chain = chain_told(case, 2, 1)
    (step,) = chain.steps
    assert (step.left, step.right) == (2, 1)
    assert step.kinds == ("near_text", "email", "near_image")
    assert "jobs@" not in step.sentence
    assert step.words == "Packers"
    nothing = chain_told(case, 1, 3)
    assert (nothing.steps, nothing.apart) == ((), ())
    assert "A3" in nothing.sentence
