# SPDX-License-Identifier: GPL-3.0-or-later
"""The pipeline: alone joins the stages to each other and to the store."""
