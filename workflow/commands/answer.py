"""What people said is answered: themes named, each answered by somebody else, all of it published (R105)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import cast

from workflow.commands.change import Changed, edit
from workflow.commands.explain import FEWEST_WORDS
from workflow.commands.record import facts_of_date
from workflow.commands.respond import CLOSED, OPENED, not_published, theme_of
from workflow.commands.services import Services
from workflow.errors import BadRequest, NotAllowed
from workflow.project.access import Actor
from workflow.project.answering import EFFECTS
from workflow.project.events import Fact
from workflow.project.events.answering import (
    Effect,
    FeedbackPublished,
    OutcomeWritten,
    PromiseKept,
    ThemeAnswered,
    ThemeDropped,
    ThemeNamed,
)
from workflow.project.guards import unanswered_in_words
from workflow.project.situation import Situation
from workflow.store import consultations, register, responses
from workflow.store.engine import reading
from workflow.store.ids import new_id
from workflow.store.unit_of_work import Stored, UnitOfWork
from workflow.words import gettext as _

CONSIDERED, ANSWERED = "responses_considered", consultations.ANSWERED
LONGEST_ANSWER, LONGEST_SHOWN = 4000, 500


def name_theme(
    *, ref: str, title: str, said: str, by: Actor, services: Services, theme: str | None = None,
    seen_version: int | None = None, once: str | None = None,
) -> Changed:  # fmt: skip
    """Name a theme, or change its words: then it waits for an answer again. BadRequest while one is empty."""
    id_ = theme or new_id()

    def work(situation: Situation) -> Sequence[Fact]:
        not_published(situation)
        if theme is not None:
            theme_of(situation, theme)
        if not title.strip() or not said.strip():
            raise BadRequest(_("Give the theme a name, and write what people said."))
        return (ThemeNamed(id_, title.strip()[:200], said.strip(), by.person),)

    def also(uow: UnitOfWork, stored: Stored) -> None:
        if theme is None:
            kept = {"id_": id_, "body": uow.body, "project": stored.id}
            responses.add_theme(uow.connection, named_by=by.person, **kept)
        else:
            responses.reworded(uow.connection, theme, by.person)

    return edit(ref, by, services, work, seen_version, once, also)


def drop_theme(
    *, ref: str, theme: str, reason: str, by: Actor, services: Services, seen_version: int | None = None,
    once: str | None = None,
) -> Changed:  # fmt: skip
    """Take a theme away, with the reason; its replies wait for another. BadRequest without a reason."""

    def work(situation: Situation) -> Sequence[Fact]:
        not_published(situation)
        theme_of(situation, theme)
        if not reason.strip():
            raise BadRequest(_("Say why the theme is taken away."))
        return (ThemeDropped(theme, reason.strip()),)

    def also(uow: UnitOfWork, stored: Stored) -> None:
        responses.drop_theme(uow.connection, theme)

    return edit(ref, by, services, work, seen_version, once, also)


def answer_theme(
    *, ref: str, theme: str, effect: str, answer: str, by_when: date | None, post: str, by: Actor,
    services: Services, seen_version: int | None = None, once: str | None = None,
) -> Changed:  # fmt: skip
    """Answer a theme in writing (R105). Whoever named it cannot: NotAllowed. BadRequest for one that says too
    little, a change without a day, or a post of another body."""
    with reading(services.engine) as connection:
        posts = register.posts(connection, by.body, services.today)

    def work(situation: Situation) -> Sequence[Fact]:
        not_published(situation)
        found = theme_of(situation, theme)
        if found.by == by.person:
            raise NotAllowed(_("You wrote what people said. Someone else must answer it."))
        if effect not in EFFECTS:
            raise BadRequest(_("Choose what follows."))
        if len(answer.split()) < FEWEST_WORDS:
            raise BadRequest(_("Say what changes, or why not, in %d words or more.") % FEWEST_WORDS)
        if effect == "changed" and by_when is None:
            raise BadRequest(_("Say by when it changes."))
        if post not in posts:
            raise BadRequest(_("Choose the post that answers for it."))
        told = answer.strip()[:LONGEST_ANSWER]
        return (ThemeAnswered(theme, cast(Effect, effect), told, by_when, post, by.person),)

    def also(uow: UnitOfWork, stored: Stored) -> None:
        responses.answered(uow.connection, theme, by.person)

    return edit(ref, by, services, work, seen_version, once, also)


def keep_promise(
    *, ref: str, theme: str, on: date | None, shown_by: str, by: Actor, services: Services,
    seen_version: int | None = None, once: str | None = None,
) -> Changed:  # fmt: skip
    """Record that what an answer promised was done, also after all is published and over. NotFound for a
    theme; BadRequest before it is published, twice, for a day to come, or without what shows it."""

    def work(situation: Situation) -> Sequence[Fact]:
        answers, found = situation.project.answers, theme_of(situation, theme)
        if answers.published is None or found.answer is None or found.answer.by_when is None:
            raise BadRequest(_("Nothing was promised for a day here, or it is not public yet."))
        if found.kept is not None:
            raise BadRequest(_("It was recorded before that this was done."))
        if on is None or on > situation.today:
            raise BadRequest(_("Enter the day on which it was done, today or earlier."))
        if not shown_by.strip():
            raise BadRequest(_("Say what shows that it was done."))
        return (PromiseKept(theme, on, shown_by.strip()[:LONGEST_SHOWN]),)

    return edit(ref, by, services, work, seen_version, once)


def write_outcome(
    *, ref: str, changed: bool, text: str, by: Actor, services: Services, seen_version: int | None = None,
    once: str | None = None,
) -> Changed:  # fmt: skip
    """Write what changed because of the consultation, or why nothing did. BadRequest if that is short."""

    def work(situation: Situation) -> Sequence[Fact]:
        not_published(situation)
        if len(text.split()) < FEWEST_WORDS:
            raise BadRequest(_("Say what changed, or why nothing did, in %d words or more.") % FEWEST_WORDS)
        return (OutcomeWritten(changed, text.strip()),)

    return edit(ref, by, services, work, seen_version, once)


def publish_feedback(
    *, ref: str, by: Actor, services: Services, seen_version: int | None = None, once: str | None = None
) -> Changed:
    """Publish what people said and what was answered, today. BadRequest while a theme has no answer, replies
    have no theme, or the outcome is not written."""

    def work(situation: Situation) -> Sequence[Fact]:
        not_published(situation)
        missing = lacking(situation)
        if missing:
            raise BadRequest(" ".join(missing))
        today, answers = situation.today, situation.project.answers
        facts: list[Fact] = []
        for event in (CONSIDERED, ANSWERED):
            if event in situation.events and situation.project.actual(event) is None:
                facts += facts_of_date(situation, event, today, "actual", "")
        return (*facts, FeedbackPublished(answers.replies, len(answers.themes)))

    return edit(ref, by, services, work, seen_version, once)


def lacking(situation: Situation) -> tuple[str, ...]:
    """What is still to be written before feedback can be published, in words."""
    project, answers = situation.project, situation.project.answers
    closes = project.actual(CLOSED) or project.planned(CLOSED)
    left = len(answers.unanswered)
    wanted = (
        (project.actual(OPENED) is not None, _("The consultation has not opened.")),
        (closes is None or closes < situation.today or project.actual(CLOSED) is not None,
         _("The consultation is still open.")),
        (bool(answers.themes) or not answers.replies, _("Name the themes of what people said.")),
        (not left, unanswered_in_words(left)),
        (answers.outcome is not None, _("Write what changed because of it, or why nothing did.")),
    )  # fmt: skip
    return tuple(words for done, words in wanted if not done)
