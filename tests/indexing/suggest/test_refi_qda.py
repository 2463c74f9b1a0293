# SPDX-License-Identifier: GPL-3.0-or-later
"""``.qdc`` files: what is written is valid and read back; what is read may be anything."""

from __future__ import annotations

import random
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexing.errors import BadInputError
from indexing.limits import MAX_QDC_DEPTH, MAX_QDC_ELEMENTS
from indexing.suggest import refi_qda
from indexing.suggest.refi_qda import QdaCode, QdaCodebook, QdaSet
from tests.indexing.suggest import qdc_rules


def guid(number: int) -> str:
    return str(uuid.UUID(int=number))


BOOK = QdaCodebook(
    "Some program 1.0",
    (
        QdaCode(
            guid(1),
            'Fees & "deposits" <all>',
            codable=False,
            children=(
                QdaCode(guid(2), "Fee first", color="#F1A340", description="Line one\n\nline two"),
                QdaCode(guid(3), "Élan – отсрочка", children=(QdaCode(guid(4), "Deeper"),)),
            ),
        ),
        QdaCode(guid(5), "Alone"),
    ),
    (QdaSet(guid(9), "Work", (guid(2), guid(4)), "two of them"), QdaSet(guid(10), "None")),
)


def read(data: bytes | str) -> QdaCodebook:
    return refi_qda.read(data if isinstance(data, bytes) else data.encode("utf-8"))


def code_of(data: bytes | str) -> str:
    with pytest.raises(BadInputError) as caught:
        read(data)
    return caught.value.code


def test_what_is_written_is_valid_and_read_back() -> None:
    data = refi_qda.write(BOOK)
    assert qdc_rules.problems(data) == []
    assert read(data) == BOOK


def test_no_sets_are_no_element() -> None:
    data = refi_qda.write(QdaCodebook("", (QdaCode(guid(1), "One"),)))
    assert b"Sets" not in data
    assert qdc_rules.problems(data) == []


def test_what_the_schema_forbids_is_not_written() -> None:
    for codes in ((), (QdaCode("c1", "One"),), (QdaCode(guid(1), "One", color="red"),)):
        with pytest.raises(ValueError, match=r".*"):
            refi_qda.write(QdaCodebook("", codes))


TEXTS = st.text(max_size=12)
NAMES = TEXTS.map(lambda text: " ".join(text.split()))


@given(NAMES, TEXTS, st.booleans(), st.sampled_from(["", "#fff", "#A1b2C3"]))
def test_any_text_survives_or_is_replaced_where_xml_has_no_form_for_it(
    name: str, description: str, codable: bool, color: str
) -> None:
    book = QdaCodebook(name, (QdaCode(guid(1), name, codable, color, description),))
    data = refi_qda.write(book)
    assert qdc_rules.problems(data) == []
    (found,) = read(data).codes
    shown = refi_qda._NOT_XML.sub("\ufffd", description).strip()
    assert (found.codable, found.color) == (codable, color)
    assert found.description == shown
    assert found.name == refi_qda._NOT_XML.sub("\ufffd", name)


WRAPPED = '<CodeBook xmlns="{space}"><Codes>{codes}</Codes></CodeBook>'


@pytest.mark.parametrize("space", ["urn:QDA-XML:codebook:1.0", "urn:QDA-XML:codebook:1:0", ""])
def test_spellings_of_the_namespace_that_are_met(space: str) -> None:
    found = read(WRAPPED.format(space=space, codes='<Code guid="c1" name="One"/>'))
    assert found.codes == (QdaCode("c1", "One"),)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_encodings_that_are_met(encoding: str) -> None:
    declared = encoding.removesuffix("-sig")
    text = f'<?xml version="1.0" encoding="{declared}"?>' + WRAPPED.format(
        space="", codes='<Code guid="c1" name="Élan"/>'
    )
    assert read(text.encode(encoding)).codes[0].name == "Élan"


def test_what_other_programs_add_is_passed_over() -> None:
    codes = (
        '<Code guid=" c1 " name=" One\n two " isCodable="0" color="red" weight="3">'
        "<NoteRef targetGUID='x'/><Description>Kept <b>not <Code guid='x' name='x'/></b> too"
        "</Description><Own><Code guid='y' name='y'/></Own><Code guid='c2' name='In'/></Code>"
    )
    found = read(WRAPPED.format(space="", codes=codes))
    child = QdaCode("c2", "In")
    assert found.codes == (
        QdaCode("c1", "One two", codable=False, description="Kept  too", children=(child,)),
    )


ENTITIES = (
    '<!DOCTYPE CodeBook [<!ENTITY a "aa"><!ENTITY b "&a;&a;&a;">]>'
    '<CodeBook><Codes><Code guid="1" name="&b;"/></Codes></CodeBook>'
)
OUTSIDE = (
    '<!DOCTYPE CodeBook [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    '<CodeBook><Codes><Code guid="1" name="x"><Description>&a;</Description></Code></Codes>'
    "</CodeBook>"
)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "qdc_broken"),
        (b"\xff\xfe\x00", "qdc_broken"),
        ("<CodeBook><Codes>", "qdc_broken"),
        ("<CodeBook><Codes><Code guid='1' name='&nothing;'/></Codes></CodeBook>", "qdc_broken"),
        ("no xml", "qdc_broken"),
        (ENTITIES, "qdc_forbidden"),
        (OUTSIDE, "qdc_forbidden"),
        ('<!DOCTYPE CodeBook SYSTEM "http://example.org/x.dtd"><CodeBook/>', "qdc_forbidden"),
        ('<?xml version="1.0" encoding="utf-7"?><CodeBook/>', "qdc_forbidden"),
        ('<?xml version="1.0" encoding="unicode_escape"?><CodeBook/>', "qdc_forbidden"),
        ("<Project/>", "qdc_other"),
        ('<CodeBook xmlns="urn:QDA-XML:project:1.0"/>', "qdc_other"),
        ("<CodeBook><Codes/></CodeBook>", "qdc_other"),
        ("<a>" * 9, "qdc_other"),
    ],
)
def test_what_is_no_codebook_is_refused(data: bytes | str, code: str) -> None:
    assert code_of(data) == code


def test_bombs_are_refused_on_the_way() -> None:
    deep = "<Code guid='1' name='x'>" * (MAX_QDC_DEPTH + 1)
    assert code_of(f"<CodeBook><Codes>{deep}") == "qdc_limits"
    wide = "<Code guid='1' name='x'/>" * (MAX_QDC_ELEMENTS + 1)
    assert code_of(f"<CodeBook><Codes>{wide}") == "qdc_limits"
    long = "x" * 2_000_001
    for text in (f"<Code guid='1' name='{long}'/>", f"<Code><Description>{long}"):
        assert code_of(f"<CodeBook><Codes>{text}") == "qdc_limits"


def test_the_place_is_the_line() -> None:
    with pytest.raises(BadInputError) as caught:
        read("<CodeBook>\n<Codes>\n<Code></Codes></CodeBook>")
    assert caught.value.place == "line 3"


@given(st.binary(max_size=60))
def test_any_bytes_are_a_codebook_or_refused(data: bytes) -> None:
    assert code_of(data).startswith("qdc_")


def test_damaged_files_are_a_codebook_or_refused() -> None:
    chance, whole = random.Random(4), refi_qda.write(BOOK)
    pieces = [
        b"<Code>",
        b"</Code>",
        b"<!",
        b"]]>",
        b"&#0;",
        b"&amp;",
        b"<?x?>",
        b"\x00",
        b"<![CDATA[",
    ]
    outcomes = set()
    for _ in range(1500):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            start = chance.randrange(len(data))
            end = min(len(data), start + chance.choice([0, 1, 3, 40]))
            data[start:end] = chance.choice([*pieces, bytes([chance.randrange(256)]), b""])
        try:
            outcomes.add(type(read(bytes(data))).__name__)
        except BadInputError as error:
            outcomes.add(error.code)
    assert outcomes >= {"QdaCodebook", "qdc_broken"}
