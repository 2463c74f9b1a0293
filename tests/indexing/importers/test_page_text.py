# SPDX-License-Identifier: GPL-3.0-or-later
"""What is read of a page: its text without menus, its facts, its links and names of pictures."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from indexing.importers.page_text import read_page

LONG = "A quiet room near the tram, with a table and a lamp, from now on."


def text_of(markup: str) -> str:
    return read_page(markup.encode()).text


def test_text_stands_in_lines_as_a_reader_sees_it() -> None:
    page = (
        "<p>One  <b>b</b>old\n line</p>two<br>three<ul><li>four<li>five</ul>"
        "<table><tr><td>six<td>7</table><pre>a\n  b</pre><div><div>eight</div></div>"
    )
    assert text_of(page) == "One bold line\ntwo\nthree\nfour\nfive\nsix 7\na\nb\neight"


def test_what_nobody_sees_is_no_text() -> None:
    page = (
        "<style>p{}</style><script>var a='<p>no</p>'</script><template><p>no</template>"
        "<noscript><p>no<img src=no.png></noscript><svg><title>no</title><text>no</text></svg>"
        "<!-- no --><p>yes</p><textarea>kept</textarea><iframe>no</iframe>"
    )
    found = read_page(page.encode())
    assert (found.text, found.images, found.title) == ("yes\nkept", (), "")


def test_drawing_that_is_never_closed_hides_nothing() -> None:
    assert text_of("<p>a<svg><path d='x'><p>b</p>") == "a\nb"
    assert text_of("<p>a<svg/>b") == "ab"


def test_numbers_drawn_as_signs_are_read() -> None:
    assert text_of('<p>tel 0<img alt="6️⃣" src=e.png>3<img alt="a photo of 7" src=p.png>') == (
        "tel 06️⃣3"
    )


def test_right_to_left_text_keeps_its_order_and_its_marks() -> None:
    page = f"<html dir=rtl lang=ar><p>غرفة \u200fهادئة <bdo dir=rtl>202-555-0101</bdo></p><p>{LONG}"
    found = read_page(page.encode())
    assert found.text.split("\n")[0] == "غرفة \u200fهادئة 202-555-0101"
    assert found.language == "ar"


def test_menus_and_footer_stand_apart_and_nothing_is_lost() -> None:
    page = (
        "<header>Logo</header><nav>Home</nav><div><h1>Room</h1><p>Quiet.</p>"
        "<a href='tel:202-555-0101'>call</a></div><img src=room.jpg>"
        "<footer>Imprint <a href='tel:202-555-0199'>us</a><img src=/logo.png></footer>"
    )
    found = read_page(page.encode())
    assert found.text == "Room\nQuiet.\ncall"
    assert found.around == "Logo\nHome\nImprint us"
    assert (found.contacts, found.contacts_around) == (("202-555-0101",), ("202-555-0199",))
    assert [image.untrusted_refs for image in found.images] == [("room.jpg",)]
    assert found.images_around == 1


def test_main_part_is_taken_where_it_holds_the_heading() -> None:
    page = f"<div>Others like <img src=o.jpg></div><main><h1>Room</h1>{LONG}<img src=a.jpg></main>"
    found = read_page(page.encode())
    assert found.text == f"Room\n{LONG}"
    assert found.around == "Others like"
    assert [image.untrusted_refs for image in found.images] == [("a.jpg",)]


@pytest.mark.parametrize(
    "page",
    [
        f"<h1>Room</h1>{LONG}<main>Search {LONG}</main>",  # the heading is elsewhere
        f"<h1>Room</h1>{LONG}<article>a</article><article>b</article>",  # cards of other ads
        f"<h1>Room</h1>{LONG}<main>x</main>",
        f"<h1>Room</h1>{LONG}<div role=main>x</div>",
    ],
)
def test_doubtful_main_part_leaves_the_whole_page(page: str) -> None:
    assert text_of(page).startswith(f"Room\n{LONG}")
    assert read_page(page.encode()).around == ""


def test_regions_left_open_end_with_their_parent() -> None:
    page = f"<main><h1>Room</h1><p>{LONG}<header>by Ada</main>After"
    found = read_page(page.encode())
    assert (found.text, found.around) == (f"Room\n{LONG}\nby Ada", "After")


def facts(**more: object) -> str:
    ad = {"@context": "https://schema.org", "@type": "Product", "name": "Sofa", **more}
    return f'<script type="application/ld+json">{json.dumps(ad)}</script>'


def test_declared_facts() -> None:
    offer = {"@type": "Offer", "price": 45.5, "priceCurrency": "EUR", "seller": {"name": "Ada"}}
    place = {"address": {"postalCode": "00000", "addressLocality": "Exempleville"}}
    page = facts(
        sku="77",
        description=LONG,
        offers=[offer],
        datePosted="2026-02-03",
        location=place,
        image=["https://example.org/s.jpg"],
    )
    found = read_page(f"<title>Sofa | Shop</title>{page}<p>Sofa".encode())
    assert (found.title, found.ad_id, found.price) == ("Sofa", "77", "45.5 EUR")
    assert (found.published_at, found.author) == ("2026-02-03", "Ada")
    assert found.place == "00000, Exempleville"
    assert found.text == f"Sofa\n{LONG}"  # a page that a script fills shows no text of its own
    assert found.images[0].untrusted_urls == ("https://example.org/s.jpg",)


def test_job_with_a_wage() -> None:
    wage = {"currency": "USD", "value": {"minValue": 15, "unitText": "HOUR"}}
    page = facts(**{"@type": ["JobPosting"], "title": "Baker", "baseSalary": wage})
    found = read_page(page.encode() + b"<p>Baker wanted")
    assert found.price == "15 USD HOUR"


def test_page_of_several_ads_declares_nothing() -> None:
    found = read_page((facts(sku="1") + facts(sku="2") + "<p>list").encode())
    assert (found.ad_id, found.title) == ("", "")


@pytest.mark.parametrize(
    "script",
    ["{", "[" * 5000, '{"@type":"Product","name":"\\ud800\\u0000x"}', "null", '{"@graph":7}',
     '{"@type":["Product",{}],"offers":[[]],"image":{"url":[]},"location":[7],"sku":{"value":{}}}'],
)  # fmt: skip
def test_broken_facts_do_no_harm(script: str) -> None:
    page = f'<script type="application/ld+json">{script}</script><p>{LONG}'
    found = read_page(page.encode())
    assert found.text == LONG
    assert "\0" not in found.title
    assert found.title.encode() is not None


def test_links_of_contact() -> None:
    links = [
        "tel:+33%206%2039%2098%2000%2001",
        "TEL:202-555-0101;ext=5",
        "mailto:ada%40example.org?subject=x",
        "https://wa.me/33639980002",
        "//t.me/ada_rooms",
        "https://t.me/share/url?url=x",
        "https://wa.me/?text=x",
        "javascript:alert(1)",
        "mailto:?subject=x",
        "https://example.org/tel:1",
    ]
    page = "".join(f'<a href="{link}">x</a>' for link in links)
    assert read_page(page.encode()).contacts == (
        "+33 6 39 98 00 01",
        "202-555-0101",
        "ada@example.org",
        "https://wa.me/33639980002",
        "//t.me/ada_rooms",
    )


def test_names_of_pictures() -> None:
    page = (
        "<base href=/b/><img src=one.jpg srcset='s.jpg 100w, l.jpg 900w'>"
        "<picture><source srcset='two.webp 1x'><img src=two.jpg></picture>"
        "<img src=data:image/gif;base64,R0lG data-src=three.jpg><img src=javascript:x>"
        "<img src=pixel.gif width=1 height=1><img src=drawing.svg><img src=one.jpg>"
        "<div style=\"background-image:url('four.jpg')\"></div>"
        "<meta property=og:image content=https://cdn.example.org/five.jpg>"
        "<img src='file:///etc/six.jpg'><img src='//cdn.example.org/seven.jpg?x=1&amp;y=2'>"
    )
    found = read_page(page.encode(), url="https://example.org/ad/1")
    assert [image.untrusted_refs for image in found.images] == [
        ("l.jpg", "s.jpg", "one.jpg"),
        ("two.webp", "two.jpg"),
        ("three.jpg",),
        ("four.jpg",),
        ("//cdn.example.org/seven.jpg?x=1&y=2",),
        ("https://cdn.example.org/five.jpg",),
    ]
    assert found.images[0].untrusted_urls[2] == "https://example.org/b/one.jpg"
    assert found.images[4].untrusted_urls == ("https://cdn.example.org/seven.jpg?x=1&y=2",)


def test_picture_behind_a_small_one_is_another_name_of_it() -> None:
    page = "<a href=/big/1.jpg?x><img src=small/1.jpg></a><a href=ad/2><img src=2.jpg></a>"
    found = [image.untrusted_refs for image in read_page(page.encode()).images]
    assert found == [("/big/1.jpg?x", "small/1.jpg"), ("2.jpg",)]


@pytest.mark.parametrize(
    ("code", "contacts"),
    [
        (bytes([7, *(7 ^ x for x in b"ada@example.org")]).hex(), ("ada@example.org",)),
        ("", ()),
        ("0", ()),
        ("zz", ()),
        ("07ffff", ()),
    ],
)
def test_covered_address(code: str, contacts: tuple[str, ...]) -> None:
    page = f'<a href="/cdn-cgi/l/email-protection" data-cfemail="{code}">[protected]</a>'
    assert read_page(page.encode()).contacts == contacts


def test_blank_that_many_pictures_share_hides_none_of_them() -> None:
    page = "".join(f"<img src=blank.gif data-src={n}.jpg>" for n in range(3))
    found = [image.untrusted_refs for image in read_page(page.encode()).images]
    assert found == [("0.jpg", "blank.gif"), ("1.jpg",), ("2.jpg",)]


@pytest.mark.parametrize(
    ("data", "charset", "expected"),
    [
        ("<p>prêt à l’été".encode(), None, "prêt à l’été"),
        ("<meta charset=iso-8859-1><p>prêt à l’été".encode(), None, "prêt à l’été"),
        ("<meta charset=iso-8859-1><p>l’été €5".encode("cp1252"), None, "l’été €5"),
        ("<meta http-equiv=x content='text/html; charset=windows-1251'><p>Комната".encode("cp1251"),
         None, "Комната"),
        ("<p>Комната тихая".encode("cp1251"), "windows-1251", "Комната тихая"),
        ("<meta charset=utf-16><p>été".encode(), None, "été"),
        ("<html><p>été 部屋".encode("utf-16"), None, "été 部屋"),
        ("<p>部屋".encode("shift_jis"), "Shift_JIS", "部屋"),
        ("<p>部屋".encode("iso-2022-jp"), "iso-2022-jp", "部屋"),
        ("<meta charset=base64><p>l'été à prêter".encode("cp1252"), "idna", "l'été à prêter"),
        (b"<meta charset=utf-8><p>l'\xc3\xa9t\xc3\xa9 \xff", None, "l'été \ufffd"),
    ],
)  # fmt: skip
def test_encodings(data: bytes, charset: str | None, expected: str) -> None:
    assert read_page(data, charset=charset).text == expected


def test_encoding_that_a_person_names_goes_before_all() -> None:
    data = "<meta charset=utf-8><p>Ñandú".encode("cp1252")
    assert read_page(data, encoding="cp1252").text == "Ñandú"


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("", ""),
        ("\0<\0p>a\0b", "<p>ab"),
        ("<frameset><frame src=a.html></frameset>", ""),
        ("<html><head><title>t</title>", ""),
        ("</p></div></main></svg></template>a", "a"),
        ("<p>a<iframe srcdoc='&lt;p&gt;inner&lt;/p&gt;'></iframe>b", "a\ninner\nb"),
    ],
)
def test_odd_pages(page: str, text: str) -> None:
    assert text_of(page) == text


def test_names_that_are_no_addresses_do_no_harm() -> None:
    page = "<base href='http://['><img src='http://[x.jpg'><link rel=canonical href='http://['>"
    found = read_page(page.encode(), url="http://[")
    assert [image.untrusted_refs for image in found.images] == [("http://[x.jpg",)]


WORDS = st.text(alphabet="abc é部&<>0123", min_size=1, max_size=12)
TAGS = st.sampled_from(["p", "div", "b", "span", "li", "section", "h2", "em", "td", "a"])
NESTED = st.recursive(
    WORDS.map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;")),
    lambda inner: st.tuples(TAGS, st.lists(inner, max_size=4)).map(
        lambda both: f"<{both[0]} title='a>b'>{''.join(both[1])}</{both[0]}>"
    ),
    max_leaves=20,
)


@given(NESTED)
def test_same_text_as_a_parser_that_builds_the_tree(markup: str) -> None:
    tree = LexborHTMLParser(f"<!doctype html><body>{markup}")
    assert tree.body is not None
    expected = "".join((tree.body.text() or "").split())
    assert "".join(text_of(f"<!doctype html><body>{markup}").split()) == expected


@pytest.mark.parametrize(
    "said", ["shadowmode='open'", "shadowrootmode=closed", "ShadowRoot = open"]
)
def test_what_an_element_shows_in_tags_of_its_own_is_read(said: str) -> None:
    """Browsers and SingleFile save it as a template; other templates are seen by nobody."""
    page = f"<p>Room</p><room-card><template {said}><p>Call in the evening</p><img src=1.jpg>"
    page += "</template></room-card><template id=shadow><p>{{price}}</p></template><p>Garden</p>"
    found = read_page(page.encode())
    assert found.text == "Room\nCall in the evening\nGarden"
    assert [image.untrusted_refs for image in found.images] == [("1.jpg",)]
