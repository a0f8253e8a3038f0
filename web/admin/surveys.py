"""A survey tool's export: sent, looked at, kept as counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask import redirect, render_template, request, url_for

from web.access import asks, me
from web.admin.blueprint import blueprint
from web.admin.imports import Page, once_of, uploaded
from web.forms import Form, post_key, submit
from web.wiring import moment, services
from workflow.commands import surveys, views
from workflow.errors import AlreadyDone
from workflow.project.access import Action
from workflow.register.surveys import FEWEST
from workflow.words import gettext as _
from workflow.words import ngettext


@blueprint.get("/admin/import/survey")
@asks(Action.IMPORT)
def survey_page() -> Page:
    """Which export; and the summaries that were kept."""
    return _page(Form({}))


@blueprint.post("/admin/import/survey")
@asks(Action.IMPORT)
def survey_file() -> Page:
    """Keep the export until it is counted; sent twice, it is kept once."""
    form = Form(request.form)
    file, name = uploaded()
    if not file:
        form.errors["file"] = _("Choose a file that is not empty.")
    return submit(
        form,
        lambda: surveys.send_survey(
            file=file, name=name, by=me(), services=services(), once=once_of(form, file)
        ),
        to=lambda id_: url_for("admin.survey_look", id_=id_),
        done=lambda id_: _("The file was received. Nothing is kept of it yet."),
        again=lambda id_: url_for("admin.survey_look", id_=id_),
        field_name="file",
    ) or _page(form)


@blueprint.get("/admin/import/survey/<id_>")
@asks(Action.IMPORT)
def survey_look(id_: str) -> Page:
    """What would be kept: counts by question, the columns about people left out."""
    try:
        return _look_page(id_, Form({}))
    except AlreadyDone:
        return redirect(url_for("admin.survey_page"))


@blueprint.post("/admin/import/survey/<id_>")
@asks(Action.IMPORT)
def survey_keep(id_: str) -> Page:
    """Keep the counts; the replies go."""
    form = Form(request.form)
    title, ref = form.text("title", _("Enter a title."), most=200), form.text("project", most=40)
    chosen = request.form.getlist("chosen")
    return submit(
        form,
        lambda: surveys.keep_survey(
            id_=id_,
            title=title,
            ref=ref,
            chosen=chosen,
            seen_version=form.version,
            by=me(),
            services=services(),
            once=form.key,
        ),
        to=lambda kept: url_for("admin.survey_summary", id_=kept),
        done=lambda kept: _("The counts are kept. The replies were thrown away."),
        again=lambda kept: url_for("admin.survey_summary", id_=kept),
        field_name="title",
    ) or _look_page(id_, form)


@blueprint.get("/admin/import/surveys/<id_>")
@asks(Action.IMPORT)
def survey_summary(id_: str) -> str:
    """One summary: how many answered what."""
    found = surveys.summary(services(), me(), id_)
    return render_template(
        "admin/import_survey_summary.html",
        survey=found,
        kept_at=moment(found.at),
        questions=_questions(found.data.get("asked", ())),
        left_out=found.data.get("personal", ()),
    )


def _page(form: Form) -> tuple[str, int]:
    rows = [
        (
            {"text": each.title, "href": f"/admin/import/surveys/{each.id}"},
            _replies(each.replies),
            each.ref or _("No project"),
            moment(each.at),
        )
        for each in surveys.summaries(services(), me())
    ]
    page = render_template("admin/import_survey.html", rows=rows, errors=form.errors, new_key=post_key)
    return page, form.status


def _look_page(id_: str, form: Form) -> tuple[str, int]:
    chosen = request.form.getlist("chosen") or request.args.getlist("chosen")
    found, survey = surveys.look_at(services(), me(), id_, chosen)
    mine = [view.overview.project for view in views.work(services(), me())]
    asked = [
        {"question": one.question, "answered": one.answered, "choices": one.choices} for one in survey.asked
    ]
    page = render_template(
        "admin/import_survey_look.html",
        round=found,
        replies=_replies(survey.replies),
        questions=_questions(asked),
        personal=[(name, name) for name in survey.personal],
        machine=survey.machine,
        refused=[(str(one.row), one.why) for one in survey.refused],
        kept=[(str(one.row) if one.row else _("The whole file"), one.finding) for one in survey.kept],
        projects=[(project.ref, f"{project.ref}, {project.title}") for project in mine],
        values=form.values,
        errors=form.errors,
        new_key=post_key,
    )
    return page, form.status


def _questions(asked: Iterable[dict[str, object]]) -> list[tuple[str, str, Sequence[object]]]:
    """Each question with how many answered and its choices; small counts in words."""
    return [
        (
            str(one["question"]),
            _answered(one["answered"]),
            [(choice, _count(n)) for choice, n in one["choices"]],  # type: ignore[attr-defined]
        )
        for one in asked
    ]


def _answered(n: object) -> str:
    if n is None:
        return _("Answered by fewer than {n}").format(n=FEWEST)
    return _("Answered by {n:,}").format(n=n)


def _count(n: object) -> str:
    return _("not shown") if n is None else f"{n:,}"


def _replies(n: int) -> str:
    return ngettext("{n:,} reply", "{n:,} replies", n).format(n=n)
