"""A damaged rulebook is refused with the file, the line and the mend of every fault."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from workflow.rulebook.library import Library, validate
from workflow.rulebook.loader import MAX_BYTES, MAX_DEPTH, Fault, Faulty

Damage = Callable[[str, str, str], list[Fault]]

CODE, BUYING = "packs/commissioning-code.yaml", "packs/procurement-act-2023.yaml"
TENDER, CITY = "routes/tender.yaml", "authorities/example-city.yaml"
LAST_FINISH = "- {id: finish-end-or-renew, start: end-or-renew, end: ended, kind: finish}\n"
SITE = "https://doinggoodleeds.org.uk/key-policy-documents/"
SOURCE = f"  source: {{name: Leeds Commissioning Code of Practice, url: '{SITE}'}}\n"

# what is damaged: file, piece, damage, then line (as its text), key, what is said, the mend
DAMAGES = {
    "a key that stands twice": (
        CODE,
        "  force: code\n",
        "  force: code\n  force: law\n",
        "  force: law",
        "force",
        "stands twice",
        "keep one",
    ),
    "a key that nobody knows": (
        CODE,
        "  effect: explain\n",
        "  efect: explain\n",
        "  efect: explain",
        "efect",
        "not known",
        "mean 'effect'",
    ),
    "an unknown method": (
        CODE,
        "method: weeks_from_next_day",
        "method: fortnights",
        "fortnights",
        "method",
        "'fortnights'",
        "clear_days",
    ),
    "an unknown calendar": (
        BUYING,
        "calendar: uk_any_part",
        "calendar: mars",
        "calendar: mars",
        "calendar",
        "'mars'",
        "'england'",
    ),
    "an unknown force": (
        CODE,
        "force: code",
        "force: custom",
        "force: custom",
        "force",
        "'custom'",
        "'council_rule'",
    ),
    "a rule without a source": (
        CODE,
        SOURCE,
        "",
        "- id: LDS-CODE-12W",
        "source",
        "missing",
        "where the rule's words stand",
    ),
    "an n that is no number": (CODE, "n: 12,", "n: twelve,", "n: twelve", "n", "'twelve'", "whole number"),
    "an n below zero": (CODE, "n: 12,", "n: -1,", "n: -1", "n", "'-1'", "from 0 up"),
    "an n that is yes or no": (CODE, "n: 12,", "n: true,", "n: true", "n", "'True'", "whole number"),
    "an impossible date": (
        CODE,
        "in_force_from: 2017-01-01",
        "in_force_from: 2017-02-30",
        "2017-02-30",
        "in_force_from",
        "impossible date",
        "real day",
    ),
    "a date that is no date": (
        CODE,
        "in_force_from: 2017-01-01",
        "in_force_from: spring",
        "spring",
        "in_force_from",
        "'spring'",
        "2027-03-04",
    ),
    "an end before the beginning": (
        CODE,
        "in_force_from: 2017-01-01",
        "in_force_from: 2017-01-01\n  in_force_to: 2016-12-31",
        "2016-12-31",
        "in_force_to",
        "before in_force_from",
        "last day",
    ),
    "an edition without quotes": (
        CODE,
        'edition: "2017"',
        "edition: 2017",
        "edition: 2017",
        "edition",
        "'2017'",
        "in quotes",
    ),
    "an alias": (
        CODE,
        "  effect: explain",
        "  effect: &e explain\n  note: *e",
        "note: *e",
        "note",
        "alias",
        "write the value out",
    ),
    "a tag": (
        CODE,
        "title: The Commissioning Code",
        "title: !!python/name:os.system x",
        "!!python",
        "title",
        "tag",
        "plain value",
    ),
    "an unknown guard": (
        BUYING,
        "guard: record_exists",
        "guard: crossed_fingers",
        "crossed_fingers",
        "guard",
        "known guard",
        "record_exists",
    ),
    "a gate that needs what nobody records": (
        BUYING,
        "needs: [assessment_summaries]",
        "needs: [goodwill]",
        "goodwill",
        "needs",
        "no event and no task",
        "task",
    ),
    "a period on an unknown event": (
        CODE,
        "start: consultation_opened",
        "start: doors_opened",
        "doors_opened",
        "start",
        "no known event",
        "events.yaml",
    ),
    "a code that blocks": (
        CODE,
        "effect: explain",
        "effect: block",
        "effect: block",
        "effect",
        "does not fit",
        "explain",
    ),
    "an exception that does not say what is left": (
        BUYING,
        "asks: Why the contract is light touch., leaves: {n: 0}}",
        "asks: Why the contract is light touch.}",
        "id: light-touch",
        "leaves",
        "missing",
        "what is left of the period",
    ),
    "a rule on memory that blocks": (
        "packs/care-act-2014.yaml",
        "effect: warn",
        "effect: block",
        "effect: block",
        "effect",
        "rests on memory",
        "use warn",
    ),
    "a wait without a figure on an unknown event": (
        "packs/executive-decisions-2012-notices.yaml",
        "start: decision_made, end: record_published",
        "start: decision_made, end: record_framed",
        "record_framed",
        "end",
        "no known event",
        "events.yaml",
    ),
    "a period that also says that it has no figure": (
        CODE,
        "  period: {n: 12,",
        "  no_figure: {kind: asap, start: consultation_opened, end: consultation_closed}\n  period: {n: 12,",
        "  no_figure:",
        "no_figure",
        "beside a period",
        "keep the one",
    ),
    "a sum in an unknown unit": (
        "packs/procurement-act-2023-thresholds.yaml",
        "unit: pounds_including_vat",
        "unit: guineas",
        "unit: guineas",
        "unit",
        "'guineas'",
        "'pounds'",
    ),
    "a sum that is no number": (
        "packs/procurement-act-2023-thresholds.yaml",
        "light_touch: 663540",
        "light_touch: much",
        "light_touch: much",
        "light_touch",
        "'much'",
        "whole number",
    ),
    "the same rule in two packs": (
        BUYING,
        "id: PA-STAND-8",
        "id: KD-28",
        "id: KD-28",
        "id",
        "also stands in the pack",
        "one pack",
    ),
    "a stage that cannot be reached": (
        TENDER,
        "start: need, end: early-conversation",
        "start: need, end: design",
        "slug: early-conversation",
        "slug",
        "cannot be reached",
        "leads to it",
    ),
    "a stage without a way to an ending": (
        TENDER,
        LAST_FINISH,
        "",
        "slug: end-or-renew",
        "slug",
        "no way to an ending",
        "lead to 'ended'",
    ),
    "a move to nowhere": (
        TENDER,
        "end: withdrawn",
        "end: limbo",
        "limbo",
        "end",
        "no stage of this route",
        "use one of need",
    ),
    "finish moves in another order than the stages": (
        TENDER,
        "start: need, end: early-conversation",
        "start: need, end: consultation",
        "moves:",
        "moves",
        "not the order of the stages",
        "need to early-conversation",
    ),
    "a gate that no pack knows": (
        TENDER,
        "gates: [PA-TERMPROC]",
        "gates: [PA-TERMPROC, PSED-9]",
        "PSED-9",
        "gates",
        "rule of no pack",
        "name a rule",
    ),
    "a gate whose record the stage does not ask for": (
        TENDER,
        "gates: [PA-TERMPROC]",
        "gates: [PA-TERMPROC, PA-SUMMARY]",
        "PA-TERMPROC, PA-SUMMARY",
        "gates",
        "does not ask for",
        "add a task",
    ),
    "an event recorded at no stage": (
        TENDER,
        "  events: [contract_entry, contract_details_notice, contract_published]\n",
        "",
        "- id: contract_entry",
        "id",
        "at 0 stages",
        "exactly one stage",
    ),
    "orders that run in a circle": (
        TENDER,
        "orders:\n",
        "orders:\n- {start: contract_entry, end: tender_notice}\n",
        "orders:",
        "orders",
        "in a circle",
        "take one of them out",
    ),
    "waits that run in a circle": (
        CITY,
        "start: contract_entry, end: service_start",
        "start: contract_entry, end: consultation_opened",
        "  tender:",
        "tender",
        "in a circle",
        "change the start or the end",
    ),
    "a pack that is not there": (
        CITY,
        "pack: equality-act-2010",
        "pack: equality-act-2099",
        "equality-act-2099",
        "pack",
        "no known pack",
        "use one of",
    ),
    "a confirmation of nothing": (
        CITY,
        "confirmed: [LDS-CODE-12W,",
        "confirmed: [KD-28,",
        "confirmed: [KD-28",
        "confirmed",
        "no confirmation",
        "LDS-CODE-12W",
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
    assert told[0].file.endswith(file)
    assert told[0].line == line
    assert mend in told[0].mend
    assert str(told[0]) == f"{told[0].file}:{line}: key '{key}': {told[0].problem} — {told[0].mend}"


def test_all_faults_of_all_files_are_told_at_once(damage: Damage, shelf: Path) -> None:
    other = shelf / "packs" / "social-value-2012.yaml"
    other.write_text(other.read_text(encoding="utf-8").replace("force: law", "force: lore"), encoding="utf-8")
    faults = damage(CODE, "n: 12, method: weeks_from_next_day", "n: twelve, method: fortnights")
    assert [fault.key for fault in faults] == ["method", "n", "force"]


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "file.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rules: [" + " " * MAX_BYTES + "]", "too large"),
        ("rules: " + "[" * (MAX_DEPTH + 2) + "]" * (MAX_DEPTH + 2), "too deep"),
        ("rules: " + "[" * 50_000, "nesting"),
        ("rules: [unclosed", "is not YAML"),
        ("rules:\n\t- tabs", "is not YAML"),
        (b"rules: \xff\xfe", "is not"),
        ("rules: []\n---\nrules: []\n", "second document"),
        ("? [a, b]\n: c\nrules: []", "a key is no text"),
        ("name: something else", "no kind of rulebook file"),
        ("", "no kind of rulebook file"),
        ("- rules", "no kind of rulebook file"),
        ("rules: none", "'none'"),
        ("a: &a [1]\nb: &b [*a, *a]\nc: &c [*b, *b]\nrules: [*c, *c]", "alias"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_what_is_no_rulebook_is_refused_in_one_line_a_fault(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(Faulty) as caught:
        validate(write(tmp_path, text))
    assert said in str(caught.value)
    assert all(line.count(" — ") >= 1 for line in str(caught.value).splitlines())


def test_a_file_is_judged_in_place_of_the_one_it_would_replace(shelf: Path) -> None:
    validate(shelf / CODE)
    changed = write(
        shelf, (shelf / CODE).read_text(encoding="utf-8").replace("id: LDS-CODE-3M", "id: LDS-CODE-4M")
    )
    with pytest.raises(Faulty) as caught:
        validate(changed)
    assert "LDS-CODE-3M" in str(caught.value)


def test_a_folder_without_a_vocabulary_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Faulty, match=r"events\.yaml:1: key 'file': no such file"):
        Library.load(tmp_path)
