# SPDX-License-Identifier: GPL-3.0-or-later
"""From fingerprints to links: every kind of evidence in turn, each weighing what came before.

Texts first; then shared contacts, whose hubs are judged by the text groups they cross; then
pictures, whose hubs are judged by the groups that texts and contacts make. Nothing here reads or
writes a case: evidence comes in, links and hubs go out.
"""

from __future__ import annotations

from indexing.cluster.components import Components
from indexing.options import LinkOptions
from indexing.pipeline.contact_links import link_contacts
from indexing.pipeline.evidence import Evidence, Links
from indexing.pipeline.picture_links import link_images
from indexing.pipeline.text_links import link_texts


def find_links(evidence: Evidence, options: LinkOptions, links: Links | None = None) -> Links:
    """Every link that texts, contacts and pictures give; added to ``links`` when given."""
    links = Links() if links is None else links
    groups = Components(evidence.ads)
    link_texts(evidence, options, links, groups)
    links.text_group = {ad: groups.root(ad) for ad in evidence.ads}
    contacts = link_contacts(evidence, options, links, groups)
    link_images(evidence, options, links, groups, contacts)
    return links
