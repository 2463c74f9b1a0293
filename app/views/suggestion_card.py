# SPDX-License-Identifier: GPL-3.0-or-later
"""One suggestion as a card: what was found and the innocent reading in equal weight, and answers.

Nothing on it counts or weighs: it says where to look, how common that is here, and who says so.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLayout, QSizePolicy, QWidget

from app.i18n import _
from app.messages.grades import grade_words, strength_words
from app.triage.moments import minute
from app.triage.short_text import short
from app.triage.suggestion_items import AnswerItem, NewAnswer, SuggestionItem
from app.views.flow import Flow
from app.views.layouts import button, column, frame, restyle, row
from app.views.plain_text import label, selectable, tip

_MOST_PLACES = 12
_MOST_ADS = 12
_SHOWN = 60


class SuggestionCard(QFrame):
    """Shows a suggestion; asks for places and answers, does nothing itself."""

    answered = Signal(object)
    place_wanted = Signal(object)
    ad_wanted = Signal(int)

    def __init__(self, item: SuggestionItem, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.item = item
        self.setProperty("look", "card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(f"{item.indicator} {item.label}")
        self.setAccessibleDescription(f"{item.sentence} {_('Innocent reading')}: {item.counter}")
        self.setLayout(column(*self._parts(), gap=8, margin=12))

    def _parts(self) -> list[QWidget | QLayout]:
        item = self.item
        parts: list[QWidget | QLayout] = [self._head()]
        if item.steps:
            steps = (f"{n}. {step}" for n, step in enumerate(item.steps, 1))
            parts.append(_reading(item.protocol, "\n".join(steps)))
        parts += [self._found(), _reading(_("Innocent reading"), item.counter)]
        parts += [label(line, look="small", wrap=True) for line in self._known()]
        parts += [label(_answer_line(one), look="small", wrap=True) for one in item.answers]
        parts.append(self._answers())
        more = [item.grade_note, *item.safeguards]
        parts += [label(line, look="small", wrap=True) for line in more if line]
        if item.sources:
            told = "\n".join(_("Source: {source}").format(source=one) for one in item.sources)
            parts.append(selectable(label(told, look="small", wrap=True, name=_("Source"))))
        return parts

    def _head(self) -> QLayout:
        item = self.item
        name = label(item.label, look="heading", wrap=True)
        top = row(label(item.indicator, look="chip"), gap=8)
        top.addWidget(name, 1)
        if item.gone:
            top.addWidget(label(_("no longer suggested"), look="warnchip"))
        elif item.target.startswith("C") or item.ads:
            about = _("about {target}").format(target=item.target)
            top.addWidget(label(about, look="chip"))
        mine = item.mine
        if mine is not None:
            top.addWidget(label(answer_words(mine.answer), look="warnchip"))
        return top

    def _found(self) -> QFrame:
        item = self.item
        head = label(_("What the rule found"), look="caps")
        told = column(head, label(item.sentence, wrap=True), gap=3, margin=10)
        if item.evidence:
            told.addLayout(self._places())
        if item.ads:
            told.addLayout(self._ads())
        return frame("well", told)

    def _places(self) -> Flow:
        places = Flow()
        for one in self.item.evidence[:_MOST_PLACES]:
            made = button(_quoted(one.text), partial(self.place_wanted.emit, one), look="place")
            made.setAccessibleName(
                _("Show “{words}” in the {field}").format(
                    words=short(one.text, _SHOWN), field=one.where
                )
            )
            tip(made, _("In the {field}. Press to see it there.").format(field=one.where))
            places.addWidget(made)
            if one.field != "body":
                places.addWidget(label(one.where, look="small"))
        return places

    def _ads(self) -> Flow:
        named = Flow()
        for ad in self.item.ads[:_MOST_ADS]:
            made = button(f"A{ad}", partial(self.ad_wanted.emit, ad), look="place")
            made.setAccessibleName(_("Go to {ad}").format(ad=f"A{ad}"))
            named.addWidget(made)
        if len(self.item.ads) > _MOST_ADS:
            named.addWidget(label("…", look="small"))
        return named

    def _known(self) -> list[str]:
        item = self.item
        grade = [_strength(item.strength), grade_words(item.grade)]
        common = _("Base rate: {sentence}").format(sentence=item.base_rate)
        return [common if item.base_rate else "", " · ".join(part for part in grade if part)]

    def _answers(self) -> Flow:
        words = {
            "accepted": (_("Accept"), _("It is there, as far as this ad shows (key A)")),
            "innocent": (
                _("Innocent reading"),
                _("The words are there, and the innocent reading fits (key I)"),
            ),
            "rejected": (_("Reject"), _("The rule read the words wrongly (key R)")),
            "unsure": (_("Unsure"), _("Leave it open for others (key Q)")),
        }
        mine = self.item.mine
        if mine is not None:
            words["withdrawn"] = (_("Take my word back"), _("As if you had not answered"))
        across = Flow()
        for answer, (text, more) in words.items():
            made = button(text, partial(self.answer, answer), look="small")
            made.setAccessibleName(f"{text}: {self.item.indicator}")
            made.setEnabled(mine is None or mine.answer != answer)
            tip(made, more)
            across.addWidget(made)
        return across

    def answer(self, answer: str) -> None:
        """Ask to keep an answer."""
        self.answered.emit(NewAnswer(self.item, answer))

    def mark(self, here: bool) -> None:
        """Show whether the keys speak of this card."""
        restyle(self, "herecard" if here else "card")


def answer_words(answer: str) -> str:
    """An answer in a word or two."""
    words = {
        "accepted": _("accepted"),
        "innocent": _("innocent reading"),
        "rejected": _("rejected"),
        "unsure": _("unsure"),
        "added": _("set by a person"),
    }
    return words.get(answer, answer)


def _answer_line(one: AnswerItem) -> str:
    parts = (answer_words(one.answer), one.by, minute(one.at), one.note)
    return " · ".join(part for part in parts if part)


def _strength(strength: str) -> str:
    return _("Strength: {words}").format(words=strength_words(strength)) if strength else ""


def _reading(head: str, words: str) -> QFrame:
    inside = column(label(head, look="caps"), label(words, wrap=True), gap=3, margin=10)
    made = frame("well", inside)
    made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return made


def _quoted(text: str) -> str:
    # an ampersand in the words is no accelerator; isolates keep the quotes around foreign script
    return f"“\u2068{short(text, _SHOWN)}\u2069”".replace("&", "&&")
