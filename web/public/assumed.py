"""What the dates of a check take for granted: said beside them, never hidden."""

from __future__ import annotations

from collections.abc import Iterator

from web.public.answers import Answers
from web.public.timetables import PA, regimes_of
from workflow.rulebook.model import Rulebook
from workflow.words import gettext as _


def assumed(answers: Answers, rulebook: Rulebook) -> Iterator[str]:
    """One sentence for each thing taken for granted."""
    authority = rulebook.authority
    rests = _("The rulebook of {name}, edition {edition}, and its own planning figures, listed below.")
    yield rests.format(name=authority.name, edition=rulebook.edition)
    if authority.invented:
        invented = _("{name} is an invented authority: its figures are settings, not figures of any code.")
        yield invented.format(name=authority.name)
    yield _("Nothing has started yet: the early conversation is still to come.")
    yield from _of_route(answers)
    yield from _of_bodies(answers)
    boards = tuple(authority.diary.boards.values())
    if answers.decides == "board" and len(boards) == 1:
        yield _("The {board} decides, at the meetings in its calendar.").format(board=boards[0])
    if answers.kind == "light_touch" and PA in regimes_of(answers):
        yield _("A light touch contract has no standstill that the law asks for, so none is counted.")
    if answers.also:
        yield _(
            "You named staff, a building or people's care: check that the time for getting ready is enough."
        )
    yield _("Acts fall on working days. A period may end on any day.")


def _of_route(answers: Answers) -> Iterator[str]:
    if answers.what == "not_sure":
        yield _("You were not sure what you plan: these dates are those of a tender.")
    if answers.changing:
        yield _("The change matters to people, so a consultation is counted.")
        yield _(
            "We have not asked whether the agreement is a contract or a grant: the notices for changing a "
            "contract are left out."
        )
    if answers.decides == "officer":
        yield _("An officer decides, so it is no key decision and no call-in is counted.")
    elif not answers.ending and not answers.changing and "council" in answers.bodies:
        yield _("The notice of the first decision also covers the decision to award.")


def _of_bodies(answers: Answers) -> Iterator[str]:
    if "council" not in answers.bodies:
        yield _("No council decides, so a council's rules of notice, papers and call-in are left out.")
    elif len(answers.bodies) > 1:
        yield _("A council decides with others, so its rules of notice, papers and call-in are counted.")
