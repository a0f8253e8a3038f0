"""The part of the matrix about what people said and what was answered."""

from __future__ import annotations

from tests.trust.who import FOREIGN, STAFF, TEAM, Row

OF = {"ref": "ref with replies"}
SEE = Row(STAFF, missing=FOREIGN, names=OF)
SAID = "The drop-in opens until eight on two evenings a week from the first week on."
CAME = {"received_on-day": "1", "received_on-month": "3", "received_on-year": "2027"}
ON = {"on-day": "1", "on-month": "3", "on-year": "2027"}
BY = {"by_when-day": "1", "by_when-month": "4", "by_when-year": "2028"}


def _edit(names: dict[str, str] | None = None, **form: str) -> Row:
    return Row(TEAM, missing=FOREIGN, form=form, names={**OF, **(names or {})})


RESPONSES = {
    "commissioners.responses": SEE,
    "commissioners.reach": SEE,
    "commissioners.new_reply": SEE,
    "commissioners.publish_page": SEE,
    "commissioners.theme": Row(STAFF, missing=FOREIGN, names={**OF, "theme": "theme"}),
    "commissioners.add_theme": _edit(title="Hours", said="Longer hours."),
    "commissioners.tag_replies": _edit(theme="{theme}", reply="{reply}"),
    "commissioners.answer_theme": _edit(
        {"theme": "theme"}, effect="changed", answer=SAID, post="{officer}", **BY
    ),
    "commissioners.keep_promise": _edit(
        {"ref": "ref with promise", "theme": "theme promised"}, shown_by="The new hours.", **ON
    ),
    "commissioners.reword_theme": _edit({"theme": "theme"}, title="Hours", said="Longer hours, too."),
    "commissioners.write_outcome": _edit(changed="yes", text=SAID),
    "commissioners.publish_feedback": _edit(),
    "commissioners.type_reply": _edit(kind="person", channel="email", text="Longer hours.", **CAME),
    "commissioners.send_replies": _edit(),
    "commissioners.match_replies": Row(TEAM, missing=FOREIGN, names={**OF, "round": "replies on their way"}),
    "commissioners.take_in": _edit({"round": "replies on their way"}),
    "commissioners.erase_page": Row(STAFF, missing=FOREIGN, names={**OF, "reply": "reply"}),
    "commissioners.erase_reply": _edit({"reply": "reply"}, reason="They asked."),
    "commissioners.quote_reply": _edit({"reply": "reply"}, quoted="no"),
}
