"""The closed lists of words that a rulebook is written in: forces, counting methods, calendars, facts."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal, get_args

from workflow.words import gettext as _


class Force(StrEnum):
    """How binding a rule is, strongest first: the six labels of the product, no others."""

    LAW = "law"
    RISK_CHECK = "risk_check"
    COUNCIL_RULE = "council_rule"
    GUIDANCE = "guidance"
    CODE = "code"
    GOOD_PRACTICE = "good_practice"

    @property
    def label(self) -> str:
        """The label on a tag, e.g. "Council's own rule"."""
        return _LABELS[self][0]

    @property
    def words(self) -> str:
        """The words beside the label, e.g. "comply or explain"."""
        return _LABELS[self][1]

    @property
    def may_be_explained(self) -> bool:
        """Whether a departure may be agreed and published instead of keeping the rule."""
        return self in (Force.GUIDANCE, Force.CODE)

    @property
    def closes_by_exception(self) -> bool:
        """Whether a gate of this force closes only by the rule's own recorded exception."""
        return self in (Force.LAW, Force.COUNCIL_RULE)


_LABELS: Mapping[Force, tuple[str, str]] = {
    Force.LAW: (_("Law"), _("required by law")),
    Force.RISK_CHECK: (
        _("Risk check"),
        _("courts have looked at this; we check that a record exists, not that it is lawful"),
    ),
    Force.COUNCIL_RULE: (_("Council's own rule"), _("the council's own rule")),
    Force.GUIDANCE: (_("Statutory guidance"), _("have regard; explain if you depart")),
    Force.CODE: (_("Code"), _("comply or explain")),
    Force.GOOD_PRACTICE: (_("Good practice"), _("optional")),
}


class Method(StrEnum):
    """How a period is counted (the meaning of each stands in timetable/counting.py)."""

    BEGINNING_WITH = "beginning_with"
    FROM_NEXT_DAY = "from_next_day"
    AT_LEAST_BEFORE = "at_least_before"
    CLEAR_DAYS = "clear_days"
    CLEAR_WORKING_DAYS = "clear_working_days"
    WORKING_DAYS_BEGINNING_WITH = "working_days_beginning_with"
    NTH_WORKING_DAY_AFTER = "nth_working_day_after"
    NTH_WORKING_DAY_AFTER_NEXT_DAY = "nth_working_day_after_next_day"
    MONTHS_CORRESPONDING_DATE = "months_corresponding_date"
    WEEKS_FROM_NEXT_DAY = "weeks_from_next_day"
    WEEKS_INCLUSIVE = "weeks_inclusive"
    ON_OR_AFTER = "on_or_after"
    YEARS_BEGINNING_WITH = "years_beginning_with"


class CalendarName(StrEnum):
    """The calendars that a count may run on."""

    ALL_DAYS = "all_days"
    ENGLAND = "england"
    WALES = "wales"
    SCOTLAND = "scotland"
    NORTHERN_IRELAND = "northern-ireland"
    UK_ANY_PART = "uk_any_part"


Effect = Literal["block", "explain", "warn", "info"]
Ends = Literal["last_day", "day_after"]

Body = Literal["council", "nhs", "central", "other"]
Instrument = Literal["contract", "grant"]
Process = Literal["commission", "renew", "extend", "vary", "decommission"]
Regime = Literal["PA2023", "PCR2015", "PSR2023"]

FACT_WORDS: Mapping[str, tuple[str, ...]] = {
    "body": get_args(Body),
    "instrument": get_args(Instrument),
    "process": get_args(Process),
    "regime": get_args(Regime),
}
"""The facts that are words, each with the words that it may have."""
FACT_FLAGS = ("light_touch", "key_decision", "call_in", "below_threshold", "tupe", "substantial_variation")
"""The facts that are true or false."""
