"""The part of the matrix about the early conversation and the plan of engagement."""

from __future__ import annotations

from tests.trust.who import FOREIGN, STAFF, TEAM, Row


def _edit(names: dict[str, str] | None = None, **form: str) -> Row:
    return Row(TEAM, missing=FOREIGN, form=form, names=names or {})


SEE = Row(STAFF, missing=FOREIGN)
TALKED = {"on-day": "1", "on-month": "2", "on-year": "2027"}
PLANNED = {"on-day": "1", "on-month": "12", "on-year": "2027"}
TOOK_PLACE = {"done-day": "1", "done-month": "2", "done-year": "2027"}
PLAN = {"what": "Meeting", "audience": "Carers", "type": "consulting", "way": "influence",
        "post": "{officer}", "shown": "public", **PLANNED}  # fmt: skip
WEIGHED = {"information_used": "yes", "information_why": "By letter.", "consultation_used": "no",
           "consultation_why": "It is small.", "involvement_used": "no",
           "involvement_why": "Nobody asked."}  # fmt: skip
TALK = {"groups": "Carers", "method": "advising", "said": "Hours.", "fixed": "nothing", "shown": "staff"}

ENGAGEMENT = {
    "commissioners.engagement_plan": SEE,
    "commissioners.talk_page": SEE,
    "commissioners.log_talk": _edit(**TALK, **TALKED),
    "commissioners.affected_page": SEE,
    "commissioners.write_affected": _edit(groups="carers"),
    "commissioners.considered_page": SEE,
    "commissioners.weigh": _edit(**WEIGHED),
    "commissioners.options_page": SEE,
    "commissioners.mark_final": _edit(when="today"),
    "commissioners.new_activity": SEE,
    "commissioners.add_activity": _edit(**PLAN),
    "commissioners.activity_page": Row(STAFF, missing=FOREIGN, names={"activity": "activity"}),
    "commissioners.change_activity": _edit({"activity": "activity"}, **PLAN, reason="Later."),
    "commissioners.activity_done": _edit({"activity": "activity held"}, outcome="Ten came.", **TOOK_PLACE),
    "commissioners.drop_activity": _edit({"activity": "activity given up"}, why="The hall is closed."),
}
