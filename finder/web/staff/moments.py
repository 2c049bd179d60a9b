"""Moments as staff read them: on the clock of the town."""

from __future__ import annotations

import datetime as dt

from flask import Flask

from finder.clock import ZONE
from finder.web.i18n import format_clock, format_date
from finder.web.i18n import gettext as _


def init_app(app: Flask) -> None:
    """Give templates the filters `moment` and `day`."""
    app.add_template_filter(moment)
    app.add_template_filter(format_date, "day")


def moment(at: dt.datetime) -> str:
    """Day and time in words."""
    local = at.astimezone(ZONE)
    return _("%(day)s, %(time)s Uhr", day=format_date(local.date()), time=format_clock(local.time()))
