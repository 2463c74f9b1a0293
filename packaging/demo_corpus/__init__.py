# SPDX-License-Identifier: GPL-3.0-or-later
"""The seeded maker of the synthetic demo corpus: texts, contacts, pictures, sources, truth."""
