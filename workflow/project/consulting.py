"""The consultation of a project as it is prepared and as it runs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from workflow.errors import FairNoticeError
from workflow.project.events.base import Fact
from workflow.project.events.consulting import (
    ConsultationDescribed,
    ConsultationOpened,
    MeetingDropped,
    MeetingSet,
    OrganisationsChosen,
    OrganisationsInvited,
    QuestionsSet,
    WaysOffered,
)
from workflow.words import gettext as _

FORMATS = {
    "easy_read": _("Easy read"),
    "large_print": _("Large print"),
    "bsl": _("British Sign Language"),
    "audio": _("Audio"),
    "braille": _("Braille"),
    "paper": _("On paper"),
    "telephone": _("By telephone"),
    "html": _("As a web page"),
}
"""The forms in which a consultation can be read or answered."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting of a consultation."""

    id: str
    on: date
    where: str
    access: str


@dataclass(frozen=True, slots=True)
class Dropped:
    """A meeting that people were told of and that does not take place, and why."""

    meeting: Meeting
    reason: str


@dataclass(frozen=True, slots=True)
class Consultation:
    """What has been written of a consultation. `opened`: None until it is opened from here."""

    why: str = ""
    who: str = ""
    help: str = ""
    together: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    survey: str = ""
    formats: tuple[str, ...] = ()
    languages: str = ""
    replies: tuple[str, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    chosen: tuple[str, ...] = ()
    opened: ConsultationOpened | None = None
    invited: tuple[str, ...] = ()
    dropped: tuple[Dropped, ...] = ()

    def after(self, fact: Fact) -> Consultation:
        """The same after one more fact."""
        match fact:
            case ConsultationDescribed(why, who, help_, together):
                return replace(self, why=why, who=who, help=help_, together=together)
            case QuestionsSet(questions, survey):
                return replace(self, questions=questions, survey=survey)
            case WaysOffered(formats, languages, replies):
                return replace(self, formats=formats, languages=languages, replies=replies)
            case MeetingSet(id_, on, where, access):
                others = tuple(each for each in self.meetings if each.id != id_)
                meetings = sorted((*others, Meeting(id_, on, where, access)), key=lambda each: each.on)
                return replace(self, meetings=tuple(meetings))
            case MeetingDropped(id_, reason, told):
                kept = tuple(each for each in self.meetings if each.id != id_)
                gone = tuple(Dropped(each, reason) for each in self.meetings if told and each.id == id_)
                return replace(self, meetings=kept, dropped=(*self.dropped, *gone))
            case OrganisationsChosen(organisations):
                return replace(self, chosen=organisations)
            case ConsultationOpened():
                return replace(self, opened=fact, invited=(*self.invited, *fact.invited))
            case OrganisationsInvited(invited):
                return replace(self, invited=(*self.invited, *invited))
        raise FairNoticeError(f"No rule says what '{fact.kind}' changes here.")

    @property
    def to_invite(self) -> tuple[str, ...]:
        """Those chosen and not yet invited."""
        return tuple(each for each in self.chosen if each not in self.invited)

    @property
    def described(self) -> bool:
        """Whether it says why people are asked and who should reply."""
        return bool(self.why and self.who)

    @property
    def asks(self) -> bool:
        """Whether it says what is asked, or where."""
        return bool(self.questions or self.survey)

    @property
    def can_be_answered(self) -> bool:
        """Whether anybody without a computer, too, is told how to reply."""
        return bool(self.replies)
