# SPDX-License-Identifier: GPL-3.0-or-later
"""Codebooks go out to other programs with doubt and origin, and what comes back is sorted."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from app.i18n import in_language
from app.triage import codebook
from app.triage.codebook_exchange import Entry, definition_of, entry_of, guid, to_qda
from app.triage.codebook_import import Imported, own_id, take
from indexing.suggest import refi_qda
from indexing.suggest.refi_qda import QdaCode, QdaCodebook, QdaSet
from tests.indexing.suggest import qdc_rules

MISSING = ("strength", "evidence", "sources", "false_positives")


def exported() -> QdaCodebook:
    return to_qda(codebook.shipped(), origin="Faisceau 0")


def taken(*codes: QdaCode, sets: tuple[QdaSet, ...] = ()) -> Imported:
    found = QdaCodebook("other", codes, sets)
    return take(found, codebook.shipped(), name="Our unit", language="fr")


def test_the_shipped_codebook_goes_out_valid_and_whole() -> None:
    book, data = codebook.shipped(), refi_qda.write(exported())
    assert qdc_rules.problems(data) == []
    found = refi_qda.read(data)
    assert [code.codable for code in found.codes] == [False] * len(book.groups)
    entries = [code for group in found.codes for code in group.children]
    assert all(code.codable and code.color for code in entries)
    assert [code.name.split()[0] for code in entries] == list(book.indicators)
    assert len({code.guid for code in [*found.codes, *entries]}) == len(entries) + len(found.codes)
    assert [len(one.members) for one in found.sets] == [
        sum(crime in one.crimes for one in book.indicators.values())
        for crime in ("sex", "labour", "child", "smuggling")
    ]


def test_every_entry_says_its_innocent_reading_grade_and_id() -> None:
    book = codebook.shipped()
    for group in exported().codes:
        for code in group.children:
            one = book.indicator(code.name.split()[0])
            lines = code.description.splitlines()
            assert lines[-1] == f"ths-id: {one.id} v{one.version}; codebook {book.version}"
            assert in_language(one.innocent_reading) in code.description
            assert f"Source grade {one.grade}" in code.description
            assert one.sources[0][0] in code.description


def test_guids_are_the_same_in_every_version() -> None:
    later = replace(codebook.shipped(), version="9.0.0")
    first = [code.guid for code in exported().codes]
    assert [code.guid for code in to_qda(later, origin="x").codes] == first
    assert guid("a", "indicator", "FEE-01") != guid("b", "indicator", "FEE-01")


def test_it_comes_back_as_what_it_was() -> None:
    found = take(
        refi_qda.read(refi_qda.write(exported())),
        codebook.shipped(),
        name="back",
        language="en",
    )
    assert found.known == tuple(codebook.shipped().indicators)
    assert (found.changed, found.added, found.document) == ((), (), None)
    assert found.versions == (codebook.shipped().version,)


def test_another_wording_is_told_and_not_taken() -> None:
    group = next(code for code in exported().codes if code.name.startswith("FEE "))
    first = group.children[0]
    text = first.description.replace("ths-id", "  ths-id").split("\n", 1)[1]
    changed = replace(first, name="FEE-01 Own name", description="Own words.\n" + text)
    found = take(
        QdaCodebook("other", (replace(group, children=(changed,)),)),
        codebook.shipped(),
        name="n",
        language="en",
    )
    assert [(one.indicator, one.field, one.there) for one in found.changed] == [
        ("FEE-01", "label", "Own name"),
        ("FEE-01", "definition", "Own words."),
    ]
    assert found.document is None


def test_codes_of_another_program_are_new_and_lack_what_nobody_can_make_up() -> None:
    found = taken(
        QdaCode(
            "g", "Argent", codable=False,
            children=(QdaCode("a", "Avance", description="Une avance est à rembourser."),),
        ),
        QdaCode("b", "Seul"),
        QdaCode("c", "Toit", children=(QdaCode("d", "Sous le toit", color="#b35806"),)),
    )  # fmt: skip
    assert [(one.indicator, one.name) for one in found.added] == [
        ("OWN-01", "Avance"), ("OWN-02", "Seul"), ("OWN-03", "Toit"), ("OWN-04", "Sous le toit"),
    ]  # fmt: skip
    assert found.added[0].missing == MISSING
    assert found.added[1].missing == ("definition", *MISSING)
    assert "strength" not in found.added[3].missing  # a colour of ours
    assert found.document is not None
    head, groups, entries = (found.document[key] for key in ("codebook", "groups", "indicators"))
    assert isinstance(head, dict)
    assert (head["id"], head["languages"]) == ("own-our-unit", ["fr"])
    assert "extends" not in head
    assert isinstance(groups, list)
    assert isinstance(entries, list)
    assert [(one["id"], one["label"]["fr"]) for one in groups] == [
        ("OWN", "Argent"), ("OWO", "Our unit"), ("OWP", "Toit"),
    ]  # fmt: skip
    assert [one["group"] for one in entries] == ["OWN", "OWO", "OWP", "OWP"]
    assert entries[0]["definition"] == {"fr": "Une avance est à rembourser."}
    assert entries[0]["suggest"] == {"mode": "analyst_only", "default": "off"}


def test_new_codes_among_known_ones_extend_the_shipped_codebook() -> None:
    shipped = exported()
    group = next(code for code in shipped.codes if code.name.startswith("FEE "))
    new = QdaCode(guid("x", "y", "z"), "Frais de dossier", description="Des frais sont demandés.")
    sets = tuple(replace(one, members=(*one.members, new.guid)) for one in shipped.sets[1:2])
    found = taken(replace(group, codable=True, children=(*group.children, new)), sets=sets)
    assert found.document is not None
    head, entries = found.document["codebook"], found.document["indicators"]
    assert isinstance(head, dict)
    assert isinstance(entries, list)
    assert head["extends"] == f"{codebook.shipped().id}@{codebook.shipped().version}"
    assert [(one["group"], one["crimes"]) for one in entries] == [("FEE", ["labour"])]
    assert found.document["groups"] == []


def test_ids_that_are_unknown_here_are_kept_and_never_doubled() -> None:
    line = "Words enough.\n\nMore.\nths-id: ABC-07 v3; codebook 2.0.0"
    found = taken(*(QdaCode(str(n), "ABC-07 One", description=line) for n in range(2)))
    assert [one.indicator for one in found.added] == ["ABC-07", "OWN-01"]
    assert found.document is not None
    entries = found.document["indicators"]
    assert isinstance(entries, list)
    assert (entries[0]["version"], entries[0]["definition"]) == (3, {"fr": "Words enough."})
    assert entries[0]["label"] == {"fr": "One"}


def test_more_than_ninety_nine_new_codes_have_ids() -> None:
    found = taken(*(QdaCode(str(n), f"Code {n}") for n in range(250)))
    names = [one.indicator for one in found.added]
    assert len(set(names)) == 250
    assert names[98:100] == ["OWN-99", "OWO-01"]
    assert all(re.fullmatch(r"[A-Z]{3}-\d\d", name) for name in names)


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("ths-id: FEE-01 v1; codebook 0.1.0", Entry("FEE-01", 1, "0.1.0")),
        ("Words.\n  ths-id: FEE; codebook 0.1.0 \n\n", Entry("FEE", 0, "0.1.0")),
        ("ths-id: FEE-01 v1; codebook 0.1.0\nths-id: DOC-01 v2; codebook 1.0.0",
         Entry("DOC-01", 2, "1.0.0")),
        ("see ths-id: FEE-01 v1; codebook 0.1.0", None),
        ("ths-id: FEE-1 v1; codebook 0.1.0", None),
        ("ths-id: FEE-01 v0; codebook 0.1.0", None),
        ("", None),
    ],
)  # fmt: skip
def test_the_line_that_names_an_entry(text: str, entry: Entry | None) -> None:
    assert entry_of(text) == entry


def test_definitions_end_where_ours_end_and_others_are_whole() -> None:
    text = "One\n two\n\nOr: three\nths-id: FEE-01 v1; codebook 0.1.0"
    assert definition_of(text, own=True) == "One two"
    assert definition_of(text, own=False) == "One two Or: three"


@pytest.mark.parametrize(
    ("name", "made"),
    [("Our unit", "own-our-unit"), ("Brigade – Est", "own-brigade-est"), ("", "own")],
)
def test_a_unit_s_codebook_has_an_id_of_its_name(name: str, made: str) -> None:
    assert own_id(name) == made
    assert len(own_id("x" * 200)) <= 60
