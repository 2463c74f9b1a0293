# SPDX-License-Identifier: GPL-3.0-or-later
"""Every act of the window, declared once with words, key and menu; the `?` sheet reads it too."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QKeySequence

from app import settings
from app.i18n import _


@dataclass(frozen=True, slots=True)
class Act:
    """One act. ``case`` acts need an open case; ``bar`` acts stand in the tool bar too.

    A ``check`` act is a switch of the case.
    """

    key: str
    text: str
    shortcut: str
    menu: str
    case: bool = True
    bar: bool = False
    icon: str = ""
    check: bool = False


def menus() -> dict[str, str]:
    """Menus in order."""
    return {
        "case": _("&Case"),
        "edit": _("&Edit"),
        "cluster": _("C&luster"),
        "ad": _("&Ad"),
        "look": _("&View"),
        "help": _("&Help"),
    }


def declared() -> tuple[Act, ...]:
    """All acts, in the order of the menus."""
    hide_key = str(settings.get("quick_hide_key"))
    return (
        Act("new", _("New case…"), "Ctrl+N", "case", case=False),
        Act("open", _("Open a case…"), "Ctrl+O", "case", case=False),
        Act("demo", _("Try the demo"), "", "case", case=False),
        Act("import", _("Import ads…"), "Ctrl+I", "case", bar=True, icon="import"),
        Act("imports", _("Imports…"), "Ctrl+Shift+I", "case"),
        Act("index", _("Find what belongs together"), "F5", "case", bar=True, icon="index"),
        Act("read_pictures", _("Read the text in pictures"), "", "case", check=True),
        Act("codebook", _("Codebook…"), "Ctrl+B", "case"),
        Act("agreement", _("Agreement…"), "Ctrl+Shift+A", "case"),
        Act("bundle", _("Export a bundle…"), "Ctrl+E", "case", bar=True, icon="export"),
        Act("lock", _("Lock the case"), "Ctrl+L", "case", bar=True, icon="lock"),
        Act("new_window", _("New window"), "Ctrl+Shift+N", "case", case=False),
        Act("settings", _("Settings…"), "Ctrl+,", "case", case=False),
        Act("quit", _("Quit"), "Ctrl+Q", "case", case=False),
        Act("undo", _("Undo"), "Ctrl+Z", "edit", bar=True, icon="undo"),
        Act("redo", _("Redo"), "Ctrl+Shift+Z", "edit", bar=True, icon="redo"),
        Act("filter", _("Filter clusters"), "Ctrl+F", "edit"),
        Act("search", _("Search…"), "F7", "edit"),
        Act("clear_filter", _("Clear the filter"), "Ctrl+Shift+X", "edit"),
        Act("pin_terms", _("Let the terms of the filter stay"), "Ctrl+Shift+F", "edit"),
        Act("views", _("Saved views…"), "Ctrl+Shift+V", "edit"),
        Act("save_view", _("Keep this filter and order…"), "Ctrl+Shift+S", "edit"),
        Act("facets", _("Show or hide the facets"), "Ctrl+Shift+L", "look"),
        Act("back_to_queue", _("Back to the queue"), "Ctrl+Shift+B", "look"),
        Act("tag", _("Tag this ad…"), "T", "ad", icon="tag"),
        Act("tag_cluster", _("Tag this cluster…"), "Shift+T", "cluster"),
        Act("template", _("Template of this cluster…"), "Shift+C", "cluster"),
        Act("cluster_suggestions", _("Suggestions on this cluster…"), "Shift+G", "cluster"),
        Act("readings", _("What may this cluster be?"), "Y", "cluster"),
        Act("bulk", _("Apply to many…"), "Ctrl+M", "cluster"),
        Act("bridges", _("Weakest connections of this cluster…"), "B", "cluster"),
        Act("merge", _("Merge with other clusters…"), "M", "cluster"),
        Act("split", _("Split off the selected ads…"), "X", "cluster"),
        Act("move_ads", _("Move the selected ads to another cluster…"), "Shift+X", "cluster"),
        Act("status_todo", _("Status: to do"), "1", "cluster"),
        Act("status_looking", _("Status: being looked at"), "2", "cluster"),
        Act("status_done", _("Status: done"), "3", "cluster"),
        Act("status_set_aside", _("Status: set aside"), "4", "cluster"),
        Act("note", _("Write a note…"), "N", "ad", icon="note"),
        Act("unmask", _("Unmask contacts…"), "U", "ad", icon="eye"),
        Act("pictures", _("Show the next picture"), "P", "ad"),
        Act("same", _("Selected two: same"), "S", "ad"),
        Act("not_same", _("Selected two: not the same"), "D", "ad"),
        Act("unsure", _("Selected two: unsure"), "F", "ad"),
        Act("compare", _("Selected ads: side by side"), "C", "ad"),
        Act("chain", _("Selected two: how connected?"), "W", "ad"),
        Act("like", _("More like this ad…"), "L", "ad"),
        Act("protect", _("Protect this ad…"), "Shift+P", "ad"),
        Act("purge", _("Delete this ad for good…"), "Ctrl+Shift+Del", "ad"),
        Act("gone_through", _("I went through this ad"), "E", "ad"),
        Act("next_suggestion", _("Next suggestion"), "G", "ad"),
        Act("answer_accepted", _("Suggestion: accept"), "A", "ad"),
        Act("answer_innocent", _("Suggestion: innocent reading"), "I", "ad"),
        Act("answer_rejected", _("Suggestion: reject"), "R", "ad"),
        Act("answer_unsure", _("Suggestion: unsure"), "Q", "ad"),
        Act("next_ad", _("Next ad"), "J", "look"),
        Act("previous_ad", _("Previous ad"), "K", "look"),
        Act("next_cluster", _("Next cluster"), "Shift+J", "look"),
        Act("previous_cluster", _("Previous cluster"), "Shift+K", "look"),
        Act("page_decide", _("Page: decide"), "F2", "look"),
        Act("page_ads", _("Page: ads"), "F3", "look"),
        Act("page_overview", _("Page: overview"), "F4", "look"),
        Act("next_pane", _("Next pane"), "F6", "look"),
        Act("second", _("Second reader: hide what others set"), "Ctrl+2", "look", check=True),
        Act("picture_grid", _("Pictures of what is listed…"), "Ctrl+Shift+G", "look"),
        Act("hubs", _("Shared by many…"), "H", "look"),
        Act("protection", _("Protection…"), "Ctrl+Shift+P", "look"),
        Act("history", _("History"), "F8", "look", bar=True, icon="history"),
        Act("quick_hide", _("Hide all windows"), hide_key, "look", case=False),
        Act("stop_report", _("Picture: stop and report…"), "F9", "ad"),
        Act("sitting", _("What you saw…"), "Ctrl+Shift+W", "look", case=False),
        Act("font_larger", _("Larger words"), "Ctrl++", "look", case=False),
        Act("font_smaller", _("Smaller words"), "Ctrl+-", "look", case=False),
        Act("font_normal", _("Words of normal size"), "Ctrl+0", "look", case=False),
        Act("handbook", _("Handbook"), "F1", "help", case=False),
        Act("first_case", _("First case"), "", "help", case=False),
        Act("palette", _("All acts…"), "Ctrl+K", "help", case=False),
        Act("about_rules", _("About the suggestions…"), "Ctrl+G", "help"),
        Act("keys", _("Keyboard shortcuts"), "?", "help", case=False, bar=True, icon="keys"),
    )


def key_words() -> dict[str, str]:
    """The key of each act as a person reads it; the act's words where it has none."""
    native = QKeySequence.SequenceFormat.NativeText
    return {
        act.key: QKeySequence(act.shortcut).toString(native) or act.text.rstrip("…")
        for act in declared()
    }
