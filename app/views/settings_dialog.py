# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person can set for themselves: language, colours, size, locking, pauses, hiding."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QFormLayout, QSpinBox, QWidget

from app import settings
from app.i18n import LANGUAGES, _
from app.views import theme
from app.views.layouts import button, column, dialog_frame, row
from app.views.plain_text import label

_HIGH = 34
"""Pixels: as high as the other fields."""


class SettingsDialog(QDialog):
    """Shows the settings and puts them; says what it put."""

    put = Signal(list)
    """Keys of the settings that changed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choices: dict[str, QComboBox] = {}
        self.numbers: dict[str, QSpinBox] = {}
        self.switches: dict[str, QCheckBox] = {}
        self._form = QFormLayout()
        self._form.setHorizontalSpacing(18)
        self._form.setVerticalSpacing(10)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        as_system = _("As the system")
        tongues = {"": as_system, **LANGUAGES}
        self._choice("language", _("&Language (from the next start on)"), tongues)
        colours = {"system": as_system, "light": _("Light"), "dark": _("Dark")}
        self._choice("theme", _("&Colours"), colours)
        self._number("font_percent", _("&Size of words"), " %", step=10)
        self._minutes("auto_lock_minutes", _("&Lock when nobody was here for"))
        self._minutes("pause_minutes", _("&Propose a pause after"))
        keys = {one: _native(one) for one in settings.DECLARED["quick_hide_key"].choices}
        self._choice("quick_hide_key", _("&Key that hides all windows"), keys)
        self._switch("auto_advance", _("&Go on to the next cluster once one is decided"))
        told = label(
            _(
                "These settings are yours at this computer; a case does not know them. While work "
                "is going on, a case locks all the same: the work goes on to its end, and the case "
                "opens again after that."
            ),
            look="small",
            wrap=True,
        )
        save = button(_("Save"), self._save, look="main")
        buttons = row(None, button(_("Cancel"), self.reject), save)
        title = label(_("Settings"), look="title")
        dialog_frame(self, _("Settings"), column(title, 4, self._form, 4, told, 8, buttons), 560)
        self.choices["language"].setFocus()

    def _add(self, key: str, words: str, field: QWidget) -> None:
        name = label(words)
        name.setBuddy(field)
        field.setAccessibleName(words.replace("&", ""))
        field.setObjectName(key)
        self._form.addRow(name, field)

    def _choice(self, key: str, words: str, choices: dict[str, str]) -> None:
        field = QComboBox()
        for value, shown in choices.items():
            field.addItem(shown, value)
        field.setCurrentIndex(max(0, field.findData(settings.get(key))))
        self.choices[key] = field
        self._add(key, words, field)

    def _number(self, key: str, words: str, unit: str, *, step: int) -> QSpinBox:
        field = QSpinBox()
        declared, value = settings.DECLARED[key], settings.get(key)
        field.setRange(declared.low, declared.high)
        field.setSingleStep(step)
        field.setSuffix(unit)
        field.setValue(value if isinstance(value, int) else declared.low)
        field.setAlignment(Qt.AlignmentFlag.AlignLeading)
        field.setMinimumHeight(theme.scaled(_HIGH))
        self.numbers[key] = field
        self._add(key, words, field)
        return field

    def _minutes(self, key: str, words: str) -> None:
        field = self._number(key, words, _(" min"), step=5)
        field.setSpecialValueText(_("Never"))

    def _switch(self, key: str, words: str) -> None:
        field = QCheckBox(words)
        field.setChecked(bool(settings.get(key)))
        field.setObjectName(key)
        self.switches[key] = field
        self._form.addRow(field)

    def _save(self) -> None:
        wanted: dict[str, settings.Value] = {}
        wanted |= {key: str(field.currentData()) for key, field in self.choices.items()}
        wanted |= {key: field.value() for key, field in self.numbers.items()}
        wanted |= {key: field.isChecked() for key, field in self.switches.items()}
        changed = [key for key, value in wanted.items() if settings.get(key) != value]
        for key in changed:
            settings.put(key, wanted[key])
        self.accept()
        self.put.emit(changed)


def _native(key: str) -> str:
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
