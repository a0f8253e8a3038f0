"""Damage to levels, adoptions, own figures, short paths, diaries and conditions is refused with its mend."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from workflow.rulebook.loader import Fault

Damage = Callable[[str, str, str], list[Fault]]

CODE, CITY, LEEDS = "packs/commissioning-code.yaml", "authorities/example-city.yaml", "authorities/leeds.yaml"
KEY, TENDER = "packs/executive-decisions-2012.yaml", "routes/tender.yaml"
TOP = "nation: england\n"


def figure(
    rule: str, more: str, after: str = "because: We asked around, decision: Board of 1 May 2026"
) -> str:
    return f"{TOP}figures:\n- {{rule: {rule}, {more}, {after}}}\n"


def path(stage: str, route: str = "tender") -> str:
    why = "title: Small sums, up_to: 30000, because: A small sum"
    return f"{TOP}paths: {{{route}: [{{name: small, {why}, leaves_out: [{stage}]}}]}}\n"


def diary(what: str) -> str:
    return f"{TOP}diary:\n  boards: {{cabinet: Cabinet}}\n  {what}\n"


ALTERNATIVES = (
    "alternatives:\n- {{fact: way, title: Which way, default: {default}, rules: {{a: {rule}}}{more}}}\nrules:"
)

# what is damaged: file, piece, damage, then line (as its text), key, what is said, the mend
DAMAGES = {
    "a code without the day of its adoption": (
        CITY,
        "  adopted_on: 2026-01-01\n  decision: Invented decision",
        "  decision: Invented decision",
        "- pack: commissioning-code",
        "adopted_on",
        "binds only once its adoption is recorded",
        "under 'reference'",
    ),
    "a code without the decision that adopted it": (
        CITY,
        "  decision: Invented decision of the Executive Board of Example City Council, 10 December 2025\n",
        "",
        "- pack: commissioning-code",
        "decision",
        "binds only once its adoption is recorded",
        "by which decision",
    ),
    "a code adopted after the edition begins": (
        CITY,
        "adopted_on: 2026-01-01",
        "adopted_on: 2026-01-02",
        "adopted_on: 2026-01-02",
        "adopted_on",
        "after the beginning",
        "begin an edition on that day",
    ),
    "a pack for reference that is not there": (
        LEEDS,
        TOP,
        TOP + 'reference: [{pack: nowhere, edition: "1"}]\n',
        "reference:",
        "pack",
        "no known pack",
        "use one of",
    ),
    "a pack that is adopted and for reference": (
        LEEDS,
        TOP,
        TOP + 'reference: [{pack: commissioning-code, edition: "2017"}]\n',
        "reference:",
        "pack",
        "also stands under 'packs'",
        "keep one",
    ),
    "a figure of its own for law": (
        CITY,
        TOP,
        figure("KD-28", "n: 35"),
        "rule: KD-28",
        "n",
        "of the force law",
        "duration of your own",
    ),
    "a looser figure for the council's own rule": (
        CITY,
        TOP,
        figure("LDS-PAPERS-5WD", "n: 4", "because: Haste, decision: Board, explanation: Agreed by the board"),
        "rule: LDS-PAPERS-5WD",
        "n",
        "cannot be loosened",
        "stricter one",
    ),
    "a looser figure for a code without an explanation": (
        CITY,
        TOP,
        figure("LDS-CODE-12W", "n: 11"),
        "rule: LDS-CODE-12W",
        "explanation",
        "looser than the 12",
        "add the explanation",
    ),
    "a figure of its own counted in another way": (
        CITY,
        TOP,
        figure("LDS-CODE-12W", "n: 14, method: weeks_inclusive"),
        "rule: LDS-CODE-12W",
        "method",
        "cannot be weighed",
        "weeks_from_next_day",
    ),
    "a figure of its own that is the rule's": (
        CITY,
        TOP,
        figure("LDS-CODE-12W", "n: 12"),
        "rule: LDS-CODE-12W",
        "n",
        "already the figure",
        "take it out",
    ),
    "a figure of its own for a rule that it did not adopt": (
        CITY,
        TOP,
        figure("LC-EASTLEIGH-6M", "n: 7"),
        "rule: LC-EASTLEIGH-6M",
        "rule",
        "rule of no adopted pack",
        "under 'packs'",
    ),
    "a figure of its own for a rule without a period": (
        CITY,
        TOP,
        figure("GUN-4", "n: 7"),
        "rule: GUN-4",
        "rule",
        "counts no period",
        "with a period",
    ),
    "a short path around a rule of law": (
        LEEDS,
        TOP,
        path("decision-to-procure"),
        "paths: {tender",
        "leaves_out",
        "of the force law",
        "keep the stage",
    ),
    "a short path around a stage that is not there": (
        LEEDS,
        TOP,
        path("tea-break"),
        "tea-break",
        "leaves_out",
        "no stage of this route",
        "use one of",
    ),
    "a short path of an unknown route": (
        LEEDS,
        TOP,
        path("need", "raffle"),
        "paths: {raffle",
        "raffle",
        "no known route",
        "tender",
    ),
    "a closure that ends before it begins": (
        LEEDS,
        TOP,
        diary("closures: [{title: Christmas, first: 2026-12-24, last: 2026-12-23}]"),
        "closures:",
        "last",
        "before its first day",
        "last day of the closure",
    ),
    "an election announced after polling day": (
        LEEDS,
        TOP,
        diary("elections: [{title: Local, polling_day: 2027-05-06, notice_on: 2027-05-06}]"),
        "elections:",
        "notice_on",
        "not before polling day",
        "day of the notice",
    ),
    "a meeting of a board without a name": (
        LEEDS,
        TOP,
        diary("meetings: [{board: cabbage, on: 2027-01-13}]"),
        "cabbage",
        "board",
        "no board of this diary",
        "use one of cabinet",
    ),
    "papers after the meeting": (
        LEEDS,
        TOP,
        diary("meetings: [{board: cabinet, on: 2027-01-13, papers_by: 2027-01-14}]"),
        "papers_by",
        "papers_by",
        "after the meeting",
        "takes papers",
    ),
    "a meeting that stands twice": (
        LEEDS,
        TOP,
        diary("meetings: [{board: cabinet, on: 2027-01-13}, {board: cabinet, on: 2027-01-13}]"),
        "meetings:",
        "on",
        "stands twice",
        "keep one",
    ),
    "a standard that its pack does not have": (
        CODE,
        "  standard: timelines",
        "  standard: kindness",
        "standard: kindness",
        "standard",
        "no standard of this pack",
        "timelines",
    ),
    "a principle that stands twice": (
        CODE,
        "id: consistency,",
        "id: fairness,",
        "title: Consistency",
        "id",
        "stands twice",
        "another name",
    ),
    "a standard that stands twice": (
        CODE,
        "id: practice,",
        "id: timelines,",
        "title: Clear expectations of practice",
        "id",
        "stands twice",
        "another name",
    ),
    "an alternative of another pack": (
        KEY,
        "rules:",
        ALTERNATIVES.format(default="a", rule="PSED", more=""),
        "- {fact: way",
        "a",
        "no rule of this pack",
        "rule of this pack",
    ),
    "an alternative whose default is no answer": (
        KEY,
        "rules:",
        ALTERNATIVES.format(default="b", rule="KD-28", more=""),
        "- {fact: way",
        "default",
        "no answer",
        "use one of a",
    ),
    "an alternative without its words": (
        KEY,
        "rules:",
        ALTERNATIVES.format(default="a", rule="KD-28", more=", answers: {b: Some other}"),
        "- {fact: way",
        "answers",
        "has no words",
        "what 'a' means",
    ),
    "an example of a rule that nobody knows": (
        CODE,
        "    LDS-CODE-3M: {result: met, required: 2027-02-28}",
        "    LDS-CODE-9M: {result: met, required: 2027-02-28}",
        "LDS-CODE-9M",
        "LDS-CODE-9M",
        "rule of no pack",
        "name a rule",
    ),
    "an example that says no result": (
        CODE,
        "    LDS-CODE-3M: {result: met, required: 2027-02-28}",
        "    LDS-CODE-3M: {required: 2027-02-28}",
        "    LDS-CODE-3M: {required",
        "LDS-CODE-3M",
        "no result",
        "met or not_met",
    ),
    "a check without what was read": (
        CODE,
        ', against: "nothing: no text was found"}',
        "}",
        "checked: {by",
        "against",
        "missing",
        "against",
    ),
    "papers for an event that is not there": (
        TENDER,
        "- id: tender_notice\n",
        "- id: tender_notice\n  papers_for: supper\n",
        "papers_for: supper",
        "papers_for",
        "no other event",
        "for whose meeting",
    ),
    "a board that meets by a common fact": (
        TENDER,
        "- id: tender_notice\n",
        "- id: tender_notice\n  sits: body\n",
        "sits: body",
        "sits",
        "which board meets",
        "fact of its own",
    ),
    "an event that hangs on a word where the fact is true or false": (
        TENDER,
        "- id: tender_notice\n",
        "- id: tender_notice\n  when: {tupe: perhaps}\n",
        "when: {tupe",
        "tupe",
        "none of the fact",
        "true or false",
    ),
    "a last event that not every project has": (
        TENDER,
        "- id: service_start\n",
        "- id: service_start\n  when: {call_in: true}\n",
        "when: {call_in: true}",
        "when",
        "last event",
        "take it out",
    ),
}


@pytest.mark.parametrize("what", DAMAGES)
def test_it_is_refused_at_its_line_with_the_mend(damage: Damage, shelf: Path, what: str) -> None:
    file, old, new, where, key, said, mend = DAMAGES[what]
    faults = damage(file, old, new)
    lines = (shelf / file).read_text(encoding="utf-8").splitlines()
    line = next(number for number, text in enumerate(lines, 1) if where in text)
    told = [fault for fault in faults if fault.key == key and said in fault.problem]
    assert told, [str(fault) for fault in faults]
    assert (told[0].line, told[0].file.endswith(file)) == (line, True), str(told[0])
    assert mend in told[0].mend
