# SPDX-License-Identifier: GPL-3.0-or-later
"""Right: one ad. Its text above; reasons, contacts, pictures, tags and source below."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QSplitter, QStackedWidget, QWidget

from app.i18n import _
from app.tasks.runner import Runner
from app.triage import sighting_words
from app.triage.items import AdDetail, Target
from app.triage.session import Questions
from app.triage.suggestion_items import EvidenceItem, SuggestionItem
from app.views.ad_text import AdText
from app.views.facts import ContactsPage, Page, ReasonsPage, SourcePage, TagsPage
from app.views.layouts import button, column, frame, restyle, row
from app.views.pictures import PicturesPage
from app.views.plain_text import label, tip
from app.views.suggestions_page import SuggestionsPage
from app.views.tabs import Tabs
from indexing.errors import KnownError


class DetailPane(QFrame):
    """Shows an ad; asks for acts, does none."""

    tag_wanted = Signal(object)
    note_wanted = Signal(object)
    unmask_wanted = Signal(int)
    gone_through = Signal(int)
    shown = Signal(object)

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "pane")
        self._runner = runner
        self._unmasked: set[int] = set()
        self._suggested = 0
        self._place: EvidenceItem | None = None
        self.ad: AdDetail | None = None
        self._wanted: int | None = None
        self._title = label("", look="title", wrap=True, name=_("Title of the ad"))
        self._title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._where = label("", look="small")
        self._masked = label("", look="chip")
        self.whole_text = AdText()
        self.text = self.whole_text.text
        self.text.setPlaceholderText(_("This ad came without a text; its fields are under Source."))
        self._make_pages()
        split = QSplitter(Qt.Orientation.Vertical)
        reading = QWidget()
        inside = column(self.whole_text)
        inside.setContentsMargins(18, 12, 10, 4)
        reading.setLayout(inside)
        split.addWidget(reading)
        split.addWidget(self.tabs)
        split.setSizes([300, 350])
        split.setChildrenCollapsible(False)
        page = QWidget()
        page.setLayout(column(self._head(), split, gap=0))
        none = QWidget()
        words = label(_("Choose a cluster, then an ad."), look="muted")
        none.setLayout(column(None, row(None, words, None), None))
        self._stack = QStackedWidget()
        self._stack.addWidget(none)
        self._stack.addWidget(page)
        self.setLayout(column(self._stack))
        self._name_tabs()

    def _make_pages(self) -> None:
        self.reasons = ReasonsPage(_("Why these belong together"))
        self.contacts = ContactsPage(_("Contacts and prices"))
        self.pictures = PicturesPage(self._runner)
        self.tags = TagsPage(_("Tags and notes"))
        self.suggestions = SuggestionsPage(_("Suggestions"))
        self.suggestions.place_wanted.connect(self.show_place)
        self.suggestions.ad_wanted.connect(self.reasons.ad_wanted)
        self.source = SourcePage(_("Source"))
        self.tabs = Tabs()
        self.tabs.setAccessibleName(_("More about the ad"))
        for page in self._pages():
            self.tabs.addTab(page, "")

    def _pages(self) -> tuple[Page | PicturesPage, ...]:
        return self.reasons, self.contacts, self.pictures, self.tags, self.suggestions, self.source

    def _head(self) -> QFrame:
        self.unmask_button = button(_("Unmask…"), self.unmask, look="small", icon="eye")
        tag = button(_("Tag…"), self.tag, look="small", icon="tag")
        tip(tag, _("Tag the ad, or the passage you selected in its text (key T)"))
        note = button(_("Note…"), self.note, look="small", icon="note")
        top = row(gap=6)
        top.addWidget(self._title, 1)
        for act in (self.unmask_button, tag, note):
            top.addWidget(act, 0, Qt.AlignmentFlag.AlignTop)
        known = row(self._where, self._masked, None, gap=10)
        head = column(top, known, gap=4)
        head.setContentsMargins(18, 10, 14, 10)
        return frame("head", head)

    def show_ad(self, ad: int | None) -> None:
        """Fetch an ad and show it."""
        self._wanted = ad
        if ad is None:
            self.ad = None
            self._stack.setCurrentIndex(0)
            return
        clear = ad in self._unmasked

        def question(case: Questions) -> AdDetail:
            return case.detail(ad, unmasked=clear)

        self._runner.ask("detail", question, self._arrived, self._not_there)

    def _not_there(self, error: Exception) -> None:
        # deleted for good, or sealed, a moment ago: an empty pane says it better than a box
        if isinstance(error, KnownError) and error.code in ("id_unknown", "item_protected"):
            self.show_ad(None)
        else:
            self._runner.failed.emit(error)

    def _arrived(self, ad: AdDetail | None) -> None:
        if ad is None or ad.ad != self._wanted:
            return
        same = self.ad is not None and self.ad.ad == ad.ad
        self.ad = ad
        self._title.setText(ad.title or ad.label)
        where = [ad.label, ad.site, ad.posted_at[:10], ad.language.upper()]
        where += [sighting_words.times_seen(ad.times_seen)] if ad.sightings else []
        self._where.setText(" · ".join(part for part in where if part and part != "?"))
        self._masked.setText(_("Contacts in clear") if ad.unmasked else _("Contacts covered"))
        restyle(self._masked, "warnchip" if ad.unmasked else "chip")
        self.unmask_button.setEnabled(not ad.unmasked)
        self.whole_text.show_body(ad.body, ad.mentions)
        self.reasons.show_ad(ad)
        self.contacts.show_ad(ad)
        self.tags.show_ad(ad)
        self.source.show_ad(ad)
        if same and self._place is not None:
            self.whole_text.show_place(self._place.start, self._place.end)
        if same:
            self.pictures.show_again(ad)
        else:
            self._place = None
            self.pictures.show_ad(ad)
            self._suggested = 0
            self.suggestions.wait()
        self._name_tabs()
        self._ask_suggestions(ad)
        self._stack.setCurrentIndex(1)
        self.shown.emit(ad)

    def _ask_suggestions(self, ad: AdDetail) -> None:
        def question(case: Questions) -> list[SuggestionItem]:
            return case.suggestions(ad.ad, unmasked=ad.unmasked)

        then = partial(self._suggestions_arrived, ad.ad)
        self._runner.ask("suggestions", question, then, self._no_suggestions)

    def _no_suggestions(self, error: Exception) -> None:
        self.suggestions.no_answer()
        self._not_there(error)

    def _suggestions_arrived(self, ad: int, items: list[SuggestionItem] | None) -> None:
        if items is not None and self.ad is not None and self.ad.ad == ad:
            self._suggested = len(items)
            self.suggestions.show_items(items, ad, is_hidden=self.ad.is_hidden)
            self._name_tabs()

    def show_place(self, place: EvidenceItem) -> None:
        """Show the words that a rule rests on where they stand."""
        if place.field == "body":
            self._place = place
            self.whole_text.show_place(place.start, place.end)
        elif place.field == "title" and self.ad is not None and self.ad.title:
            start = _units(self.ad.title[: place.start])
            self._title.setSelection(start, _units(self.ad.title[place.start : place.end]))
        elif place.field.startswith("picture "):
            self.tabs.setCurrentWidget(self.pictures)
        else:
            self.tabs.setCurrentWidget(self.source)

    def go_through(self) -> None:
        """Say that the person at work went through the ad."""
        if self.ad is not None:
            self.gone_through.emit(self.ad.ad)

    def next_suggestion(self) -> None:
        """Go to the next suggestion and show where it stands."""
        self.tabs.setCurrentWidget(self.suggestions)
        self.suggestions.step()

    def answer(self, answer: str) -> None:
        """Answer the suggestion that was gone to; one that is out of sight is shown first."""
        if self.tabs.currentWidget() is self.suggestions:
            self.suggestions.answer(answer)
        else:
            self.next_suggestion()

    def _name_tabs(self) -> None:
        ad = self.ad
        counts: tuple[int, ...] = (0, 0, 0, 0, 0, 0)
        if ad is not None:
            tags = len(ad.tags) + len(ad.notes)
            counts = (
                len(ad.reasons),
                len(ad.mentions),
                len(ad.images),
                tags,
                self._suggested,
                ad.times_seen if ad.sightings else 0,
            )
        names = (
            _("Why together"), _("Contacts"), _("Pictures"), _("Tags"), _("Suggestions"),
            _("Source"),
        )  # fmt: skip
        for place, (name, count) in enumerate(zip(names, counts, strict=True)):
            self.tabs.name_tab(place, f"{name} ({count})" if count else name)

    def target(self) -> Target | None:
        """The selected span of the text, or the whole ad."""
        if self.ad is None:
            return None
        span = self.whole_text.span()
        if span is None:
            return Target(ad=self.ad.ad)
        return Target(ad=self.ad.ad, start=span[0], end=span[1])

    def tag(self) -> None:
        """Ask for a tag on the ad or the selected span."""
        target = self.target()
        if target is not None:
            self.tag_wanted.emit(target)

    def note(self) -> None:
        """Ask for a note on the ad."""
        if self.ad is not None:
            self.note_wanted.emit(Target(ad=self.ad.ad))

    def unmask(self) -> None:
        """Ask for contacts in clear."""
        if self.ad is not None and not self.ad.unmasked:
            self.unmask_wanted.emit(self.ad.ad)

    def was_unmasked(self, ad: int) -> None:
        """The reason was logged: show this ad in clear until the case is locked."""
        self._unmasked.add(ad)
        self.show_ad(ad)

    def reload(self) -> None:
        """Read the ad again."""
        if self.ad is not None:
            self.show_ad(self.ad.ad)

    def forget(self) -> None:
        """Cover and show nothing (the case was closed)."""
        self._unmasked.clear()
        self.show_ad(None)
        self.suggestions.wait()
        for page in self._pages():
            page.forget()
        self.whole_text.clear()


def _units(text: str) -> int:
    """How many UTF-16 units a text takes, as Qt counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
