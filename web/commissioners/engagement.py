"""S26, the early conversation and the plan of engagement: what stands, whom to talk to, what was weighed."""

from __future__ import annotations

from collections.abc import Mapping

from flask import request

from web import engagement_words as said
from web.access import asks, me
from web.commissioners import desk
from web.commissioners.blueprint import blueprint
from web.commissioners.records import METHOD_OPTIONS
from web.forms import Form
from web.wiring import services
from workflow.commands import consult, engagement, engagement_views
from workflow.commands.organisation_views import register_page
from workflow.commands.views import ProjectView
from workflow.errors import NotFound
from workflow.project.access import Action
from workflow.project.engagement import FIXED, Activity
from workflow.project.events.engagement import TalkLogged
from workflow.project.orders import OPTIONS_NOT_FINAL, not_talked_to
from workflow.store.organisations import Asked
from workflow.words import gettext as _
from workflow.words import ngettext

MOST_FOUND = 20
SHOWN = (("public", _("The public"), _("It stands on the public page")), ("staff", _("Staff only")))
USED = (("yes", _("Yes")), ("no", _("No")))
DRAFTS = (
    ("information", _("Information: will people be told?")),
    ("consultation", _("Consultation: will people be asked?")),
    ("involvement", _("Involvement: will people take part in the work or the decision?")),
)


@blueprint.get("/projects/<ref>/engagement")
@asks(Action.SEE_PROJECT)
def engagement_plan(ref: str) -> desk.Page:
    """What stands of it, and the way to each part."""
    view = desk.load(ref)
    project, names = view.overview.project, engagement_views.names(services(), me(), view.overview.project)
    return desk.show(
        "engagement",
        view,
        here="engagement_plan",
        contact=said.contact_in_words(engagement_views.contact_to_decision(project, view.overview.timetable)),
        talks=[_talk(talk, names) for talk in reversed(project.engagement.talks)],
        first=engagement_views.talk_first(services(), me(), project),
        weighed=said.weighed(project.engagement),
        rows=[_row(view, each) for each in project.engagement.activities],
        final=said.final_in_words(project.engagement.options_final),
        designs=any(stage.not_final_before for stage in view.overview.route.stages),
    )


@blueprint.get("/projects/<ref>/engagement/talk")
@asks(Action.SEE_PROJECT)
def talk_page(ref: str) -> desk.Page:
    """The form to log a conversation."""
    form = Form({})
    form.values |= {"shown": "public", "groups": ""}
    return _talk_page(desk.load(ref), form)


@blueprint.post("/projects/<ref>/engagement/talk")
@asks(Action.EDIT_PROJECT)
def log_talk(ref: str) -> desk.Page:
    """Log it: the first one dates the early conversation."""
    view, form = desk.load(ref), desk.posted()
    on = form.date("on", _("Enter the day of the conversation."), _("The day of the conversation"))
    groups = form.text("groups", most=2000).splitlines()
    told = {
        "method": form.choice("method", METHOD_OPTIONS, _("Choose how they took part.")),
        "said": form.text("said", _("Write what they said.")),
        "fixed": form.choice("fixed", tuple(FIXED.items()), _("Choose how much was already fixed.")),
        "fixed_words": form.text("fixed_words", most=1000),
        "shown": form.choice("shown", SHOWN, _("Choose who may see it.")),
    }
    chosen = request.form.getlist("organisation")
    return desk.send(
        form,
        lambda: engagement.log_talk(
            ref=ref,
            talk=engagement.Talk(on=on, organisations=chosen, groups=groups, **told),
            by=me(), services=services(), seen_version=form.version, once=form.key,
        ),
        to=desk.address("engagement_plan", view),
        done=_("The conversation is logged."),
        field="groups",
    ) or _talk_page(view, form)  # fmt: skip


@blueprint.get("/projects/<ref>/engagement/affected")
@asks(Action.SEE_PROJECT)
def affected_page(ref: str) -> desk.Page:
    """Whom the change affects: what is suggested rests on it."""
    view, form = desk.load(ref), Form({})
    affects = view.overview.project.engagement.affects
    form.values |= {"groups": "\n".join(affects.groups), "areas": "\n".join(affects.areas)}
    return _affected_page(view, form)


@blueprint.post("/projects/<ref>/engagement/affected")
@asks(Action.EDIT_PROJECT)
def write_affected(ref: str) -> desk.Page:
    """Write it down."""
    view, form = desk.load(ref), desk.posted()
    groups, areas = form.text("groups").splitlines(), form.text("areas").splitlines()
    return desk.send(
        form,
        lambda: consult.name_affected(ref=ref, groups=groups, areas=areas, by=me(), services=services(),
                                      seen_version=form.version, once=form.key),
        to=desk.address("engagement_plan", view),
        done=_("Saved whom the change affects. The suggestions follow from it."),
        field="groups",
    ) or _affected_page(view, form)  # fmt: skip


@blueprint.get("/projects/<ref>/engagement/considered")
@asks(Action.SEE_PROJECT)
def considered_page(ref: str) -> desk.Page:
    """What was considered for each of information, consultation and involvement."""
    view, form = desk.load(ref), Form({})
    found = view.overview.project.engagement.weighed
    for name, _words in DRAFTS if found else ():
        one = getattr(found, name)
        form.values |= {f"{name}_used": "yes" if one.used else "no", f"{name}_why": one.why}
    return desk.show("engagement_considered", view, form, here="engagement_plan", drafts=DRAFTS, used=USED)


@blueprint.post("/projects/<ref>/engagement/considered")
@asks(Action.EDIT_PROJECT)
def weigh(ref: str) -> desk.Page:
    """Write it down, all three."""
    view, form = desk.load(ref), desk.posted()
    weighed = {}
    for name, _words in DRAFTS:
        used = form.choice(f"{name}_used", USED, _("Choose yes or no."))
        weighed[name] = used == "yes", form.text(f"{name}_why", _("Say why."), most=1000)
    return desk.send(
        form,
        lambda: engagement.weigh_ways(ref=ref, weighed=weighed, by=me(), services=services(),
                                      seen_version=form.version, once=form.key),
        to=desk.address("engagement_plan", view),
        done=_("Saved what was considered."),
    ) or desk.show(
        "engagement_considered", view, form, here="engagement_plan", drafts=DRAFTS, used=USED
    )  # fmt: skip


@blueprint.get("/projects/<ref>/engagement/options-final")
@asks(Action.SEE_PROJECT)
def options_page(ref: str) -> desk.Page:
    """What marking the options final means, and what stands in its way."""
    return _options_page(desk.load(ref), Form({}))


@blueprint.post("/projects/<ref>/engagement/options-final")
@asks(Action.EDIT_PROJECT)
def mark_final(ref: str) -> desk.Page:
    """Mark them final today, or record the earlier day on which they were."""
    view, form = desk.load(ref), desk.posted()
    earlier = request.form.get("when") == "earlier"
    on = form.date("on", _("Enter the day on which they were final.")) if earlier else None
    return desk.send(
        form,
        lambda: engagement.mark_options_final(ref=ref, happened_on=on, by=me(), services=services(),
                                              seen_version=form.version, once=form.key),
        to=desk.address("engagement_plan", view),
        done=_("The options are marked final."),
        field="on" if earlier else "",
    ) or _options_page(view, form)  # fmt: skip


def _options_page(view: ProjectView, form: Form) -> desk.Page:
    if not any(stage.not_final_before for stage in view.overview.route.stages):
        raise NotFound
    situation, project = view.situation, view.overview.project
    return desk.show(
        "engagement_options",
        view,
        form,
        here="engagement_plan",
        missing=not_talked_to(situation, engagement.STARTED, situation.today),
        final=said.final_in_words(project.engagement.options_final),
        before_close=engagement.CLOSED in situation.events and not project.actual(engagement.CLOSED),
        departure=OPTIONS_NOT_FINAL,
    )


def _affected_page(view: ProjectView, form: Form) -> desk.Page:
    return desk.show("engagement_affected", view, form, here="engagement_plan")


def _talk_page(view: ProjectView, form: Form) -> desk.Page:
    query = request.args.get("q", "")[:200].strip()
    hits = register_page(services(), me(), Asked(query=query)).found.entries if query else ()
    first = engagement_views.talk_first(services(), me(), view.overview.project)
    options = [(one.organisation.id, one.organisation.name, one.why) for one in first]
    known = {option[0] for option in options}
    options += [(each.id, each.name, each.district) for each in hits[:MOST_FOUND] if each.id not in known]
    return desk.show(
        "engagement_talk",
        view,
        form,
        here="engagement_plan",
        options=options,
        chosen=set(request.form.getlist("organisation")),
        query=query,
        methods=METHOD_OPTIONS,
        fixed=tuple(FIXED.items()),
        shown=SHOWN,
    )


def _talk(talk: TalkLogged, names: Mapping[str, str]) -> dict[str, object]:
    fixed = f"{FIXED[talk.fixed]}. {talk.fixed_words}".strip()
    return {
        "title": _("With {whom}").format(whom=_whom(talk, names)),
        "on": talk.on,
        "said": talk.said,
        "fixed": fixed,
        "public": talk.shown == "public",
    }


def _whom(talk: TalkLogged, names: Mapping[str, str]) -> str:
    known = [names[id_] for id_ in talk.organisations if id_ in names]
    gone = len(talk.organisations) - len(known)
    words = ngettext("{n} organisation no longer listed", "{n} organisations no longer listed", gone)
    return ", ".join([*known, *([words.format(n=gone)] if gone else []), *talk.groups])


def _row(view: ProjectView, each: Activity) -> tuple[object, ...]:
    plan, editable = each.plan, desk.editable(view)
    address = desk.address("activity_page", view, activity=plan.id)
    return (
        {
            "text": plan.what,
            "href": address if editable and each.done_on is None else None,
            "note": _("Staff only") if plan.shown == "staff" else "",
        },
        ", ".join(plan.audience),
        said.when_in_words(each, view.situation.today),
        said.how_in_words(each),
        view.post_title(plan.post),
        each.outcome or plan.message,
    )
