# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands on a page and is not the ad's: other ads, readers, frames, left-over declarations."""

from __future__ import annotations

import html

import pytest

from indexing.importers.page_text import read_page
from tests.indexing.importers.test_page_text import LONG, facts

CALL = "<a href='tel:+33639980003'>call</a>"


@pytest.mark.parametrize(
    "box",
    [
        f"<aside><h3>Similar ads</h3>{CALL}</aside>",
        f"<aside><h3>Annonces similaires</h3>{CALL}</aside>",
        f"<aside><p>Otros anuncios</p>{CALL}</aside>",
        f"<section class='box other-ads'><h2>x</h2><article>{CALL}</article></section>",
        f"<div id=comments><p>Dora {CALL}</div>",
        f"<div class='related-listings__grid'><div>{CALL}</div></div>",
    ],
)
@pytest.mark.parametrize("heading", ["<h1>Sofa</h1>", "<h2>Sofa</h2>"])
def test_contacts_of_other_ads_and_of_readers_stand_apart(box: str, heading: str) -> None:
    page = f"{heading}<p>{LONG}</p><a href='tel:+33639980001'>call</a>{box}<p>end</p>"
    found = read_page(page.encode())
    assert found.contacts == ("+33639980001",)
    assert found.contacts_around == ("+33639980003",)
    assert found.text.endswith("end")


@pytest.mark.parametrize(
    "page",
    [
        f"<div class='related'><h1>Sofa</h1><p>{LONG}</p>{CALL}</div>",
        f"<div id=comments><p>{LONG}</p>{CALL}</div>",
        f"<h1>Sofa</h1><p>{LONG}</p><aside><h3>Seller</h3>{CALL}</aside>",
        f"<aside><p>Similar</p><h1>Sofa</h1><p>{LONG}</p>{CALL}</aside>",
        f"<h1>Sofa</h1><div class='has-related-ads'><p>{LONG}</p>{CALL}</div>",
        f"<h1>Sofa</h1><div class='comment'><p>{LONG}</p>{CALL}</div>",
        f"<h1>Sofa</h1><div class='content comments-open'><p>{LONG}</p>{CALL}</div>",
        f"<h1>Sofa</h1><div class='related-on'><p>{LONG}</p>{CALL}</div>",
    ],
)
def test_what_only_sounds_like_other_ads_is_the_ad(page: str) -> None:
    assert read_page(page.encode()).contacts == ("+33639980003",)


@pytest.mark.parametrize(
    ("link", "contacts"),
    [
        ("https://api.whatsapp.com/send?text=https%3A%2F%2Fexample.org%2F7", ()),
        ("https://web.whatsapp.com/send?text=x", ()),
        ("whatsapp://send?text=x", ()),
        ("viber://forward?text=x", ()),
        ("tg://msg_url?url=x", ()),
        ("https://wa.me/?text=x", ()),
        ("https://api.whatsapp.com/send?phone=33639980001", True),
        ("https://api.whatsapp.com/send/?text=x&phone=33639980001", True),
        ("whatsapp://send?phone=33639980001&text=x", True),
        ("https://wa.me/33639980001", True),
    ],
)
def test_buttons_that_share_a_page_are_no_contacts(link: str, contacts: object) -> None:
    expected = (link,) if contacts is True else contacts
    page = f"<p>{LONG}</p><a href='{link.replace('&', '&amp;')}'>x</a>"
    assert read_page(page.encode()).contacts == expected


HERE, THERE = "https://example.org/ad/77", "https://www.example.org/ad/12/"


@pytest.mark.parametrize(
    ("name", "url", "kind", "is_of_page"),
    [
        ("Sofa", HERE, "Product", True),
        ("Sofa", THERE, "Product", True),  # an address of its own kind: the name agrees
        ("Chair", HERE, "Product", True),
        ("Chair", "http://www.example.org/ad/77/?x=1#y", "Product", True),
        ("Chair", "", "Product", True),
        ("Chair", THERE, "Product", False),
        ("Rooms and more", "", "LocalBusiness", False),
        ("Sofa", "", "LocalBusiness", True),
    ],
)
def test_facts_of_another_page_or_of_the_firm_are_not_taken(
    name: str, url: str, kind: str, *, is_of_page: bool
) -> None:
    offer = {"price": 45, "priceCurrency": "EUR", "seller": {"name": "Ada"}}
    declared = facts(**{"@type": kind, "name": name, "url": url, "sku": "12", "offers": offer})
    page = f"<title>Sofa | Shop</title>{declared}<h1>Sofa</h1><p>{LONG}"
    found = read_page(page.encode(), url=HERE)
    assert (found.ad_id, found.price, found.author) == (
        ("12", "45 EUR", "Ada") if is_of_page else ("", "", "")
    )
    assert found.title == "Sofa"
    # where a reader sees no name, none is wrong
    bare = facts(**{"@type": kind, "name": name, "url": url, "sku": "12"})
    assert read_page(f"{bare}<p>{LONG}".encode(), url=HERE).ad_id == "12"


def test_a_head_that_was_left_from_another_page_is_not_taken() -> None:
    def page(title: str, url: str) -> bytes:
        return (
            f"<title>Sofa | Shop</title><meta property=og:url content='{url}'>"
            f"<meta property=og:title content='{title}'><meta name=author content=Ada>"
            f"<h2>Sofa</h2><p>{LONG}"
        ).encode()

    assert read_page(page("Chair", THERE), url=HERE).author == ""
    assert read_page(page("Chair", THERE), url=HERE).title == "Sofa | Shop"
    assert read_page(page("Chair", HERE), url=HERE).author == "Ada"
    assert read_page(page("Sofa", THERE), url=HERE).author == "Ada"
    assert read_page(page("Chair", THERE)).author == "Ada"  # nothing tells where it was saved


def in_frame(url: str, markup: str = "") -> str:
    inner = (
        f"<title>Loft</title><link rel=canonical href='{url}'><meta name=author content=Eve>"
        f"{facts(name='Loft', sku='9')}<main><h1>Loft</h1><p>{LONG}{CALL}{markup}</main>"
    )
    return f'<iframe srcdoc="{html.escape(inner)}"></iframe>'


@pytest.mark.parametrize("url", ["", "https://ads.example.net/ad/9", "about:blank"])
def test_a_page_in_a_frame_of_another_site_stands_apart(url: str) -> None:
    page = f"<title>Sofa</title>{in_frame(url)}<h1>Sofa</h1><p>A green one. {LONG}"
    found = read_page(page.encode(), url=HERE)
    assert (found.title, found.text) == ("Sofa", f"Sofa\nA green one. {LONG}")
    assert (found.ad_id, found.author, found.url, found.contacts) == ("", "", "", ())
    assert found.contacts_around == ("+33639980003",)
    assert LONG in found.around


def test_the_heading_of_a_frame_is_not_that_of_the_page() -> None:
    page = f"<title>Sofa</title><main><p>A green one. {LONG}</main><p>rest</p>{in_frame('')}"
    assert read_page(page.encode(), url=HERE).text == f"A green one. {LONG}"


def test_a_frame_of_the_page_itself_or_all_that_it_has_is_the_ad() -> None:
    own = f"<title>Sofa</title><h1>Sofa</h1><p>A green one. {LONG}{in_frame(HERE)}"
    assert read_page(own.encode(), url=HERE).contacts == ("+33639980003",)
    shell = f"<title>Sofa</title>{in_frame('')}"
    assert read_page(shell.encode(), url=HERE).contacts == ("+33639980003",)
    nested = f"<title>Sofa</title><p>{LONG}{in_frame('', in_frame(HERE))}"
    assert read_page(nested.encode(), url=HERE).contacts == ()
