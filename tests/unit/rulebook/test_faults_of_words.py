"""A slip in a fact, an id, a link or a title would change an answer without a word: it is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from workflow.rulebook.library import validate
from workflow.rulebook.loader import Fault, Faulty

Damage = Callable[[str, str, str], list[Fault]]

NOTICES, CITY = "packs/executive-decisions-2012-notices.yaml", "authorities/example-city.yaml"
ENDING = "routes/decommission.yaml"
NAMES = "those, '.', '-' and '_' only"

# what is damaged: file, piece, damage, key, what is said, the mend
DAMAGES = {
    "a kind of body that nobody knows": (NOTICES, "[council]", "[counsil]", "body", "'counsil'", "'council'"),
    "a fact of the authority with a wrong answer": (
        CITY, "key_decision: true", "key_decision: maybe", "key_decision", "'maybe'", "true or false",
    ),
    "a regime of the authority that nobody knows": (
        CITY, "regime: PA2023", "regime: PA2032", "regime", "'PA2032'", "PA2023, PCR2015, PSR2023",
    ),
    "a fact of the authority that nothing asks for": (
        CITY, "award_covered", "award_coverd", "award_coverd", "no rule and no route asks", "award_covered",
    ),
    "an answer of the authority that no alternative has": (
        CITY, "award_covered: true", "tendering_period: '26'", "tendering_period", "'26'", "10, 25, 30",
    ),
    "a fact of a route with a wrong answer": (
        ENDING, "{process: decommission}", "{process: decomission}", "process", "'decomission'", "vary,",
    ),
    "an event that hangs on a word that a fact cannot have": (
        ENDING, "instrument: contract,", "instrument: contrakt,", "instrument", "'contrakt'", "contract,",
    ),
    "an edition of an authority that ends before it begins": (
        CITY, "\nabout:", "\nin_force_to: 2025-12-31\nabout:", "in_force_to", "before in_force", "last day",
    ),
    "a calendar that is no nation": (
        CITY, "nation: england", "nation: all_days", "nation", "'all_days' is no nation", "england, wales",
    ),
    "a link that leads anywhere but to the web": (
        NOTICES, "https://www.legislation.gov.uk/uksi/2012/2089", "javascript:alert(1)", "url",
        "'javascript:alert(1)'", "https://",
    ),
    "a link with a gap in it": (NOTICES, "uksi/2012/2089", "uksi/2012/2089, 5", "url", "2089, 5'", "https://"),
    "a rule that no address can name": (NOTICES, "KD-REPORT-18", "KD REPORT/18", "id", "'KD REPORT", NAMES),
    "an edition that no address can name": (NOTICES, '"2012"', '"20/12"', "edition", "'20/12'", NAMES),
    "a rule without a title": (NOTICES, "What a key decision is", "''", "title", "''", "some words"),
}  # fmt: skip


@pytest.mark.parametrize("what", DAMAGES)
def test_it_is_refused_at_its_line_with_the_mend(damage: Damage, shelf: Path, what: str) -> None:
    file, old, new, key, said, mend = DAMAGES[what]
    faults = damage(file, old, new)
    lines = (shelf / file).read_text(encoding="utf-8").splitlines()
    line = next(number for number, text in enumerate(lines, 1) if new.strip().splitlines()[0] in text)
    told = [fault for fault in faults if fault.key == key and said in fault.problem]
    assert told, [str(fault) for fault in faults]
    assert (told[0].line, told[0].file.endswith(file)) == (line, True), str(told[0])
    assert mend in told[0].mend


@pytest.mark.parametrize("strange", ["\x00", "\x1b[31m"])
def test_a_character_that_is_no_text_is_refused_at_its_line(shelf: Path, strange: str) -> None:
    path = shelf / NOTICES
    text = path.read_text(encoding="utf-8").replace("force: law", f"force: law{strange}", 1)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Faulty) as caught:
        validate(path)
    assert [fault.line for fault in caught.value.faults] == [text[: text.index(strange)].count("\n") + 1]
