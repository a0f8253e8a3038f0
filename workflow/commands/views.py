"""What pages ask for: projects as their readers may see them. Nothing is changed here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from workflow.commands.change import situation_of, subject_of, timetable_of
from workflow.commands.services import Services
from workflow.errors import NotFound
from workflow.project.access import Action, Actor, may
from workflow.project.situation import Situation
from workflow.project.summaries import Overview, StagePage, overview, stage_page
from workflow.store import explanations, partners, queries, register
from workflow.store.engine import reading
from workflow.store.queries import AlertRow, Entry, MailRow
from workflow.store.register import Body, PostRow
from workflow.store.unit_of_work import Stored
from workflow.timetable.model import TimingVerdict

WAITING = ("new", "told", "acknowledged")


@dataclass(frozen=True, slots=True)
class ProjectView:
    """One project with its body, posts and history, for pages."""

    body: Body
    situation: Situation
    overview: Overview
    posts: Mapping[str, PostRow]
    history: tuple[Entry, ...]

    @property
    def version(self) -> int:
        """The version that a form on the page must carry."""
        return self.overview.project.version

    def post_title(self, post: str) -> str:
        """The title of a post by its id."""
        return self.posts[post].title if post in self.posts else ""

    def stage(self, slug: str) -> StagePage:
        """The page of one stage. Raises NotFound for a stage that the route does not have."""
        try:
            return stage_page(self.situation, self.overview.timetable, slug)
        except KeyError:
            raise NotFound from None


@dataclass(frozen=True, slots=True)
class Dashboard:
    """A manager's page: projects by verdict, alerts that need action, explanations that wait."""

    projects: tuple[ProjectView, ...]
    alerts: tuple[AlertRow, ...]
    waiting: tuple[tuple[ProjectView, str], ...]
    counts: Mapping[TimingVerdict, int]


def project(services: Services, actor: Actor, ref: str) -> ProjectView:
    """One project of the actor's body, or one of another body that the actor's post is named in as taking
    part. Raises NotFound, also where the actor may not see it."""
    with reading(services.engine) as connection:
        leading = partners.body_shared_with(connection, actor.posts, ref)
        stored = queries.stored(connection, leading or actor.body, ref)
        found = _view(
            services, stored, register.posts(connection, stored.body, services.today), _bodies(services)
        )
        entries = queries.history(connection, stored.id)
    if not may(actor, Action.SEE_PROJECT, subject_of(stored.body, found.situation.project)):
        raise NotFound
    return ProjectView(found.body, found.situation, found.overview, found.posts, entries)


def change(services: Services, ref: str) -> ProjectView:
    """One change as the public may see it. Raises NotFound while it, or all of its body's, is not public."""
    with reading(services.engine) as connection:
        stored = queries.stored(connection, None, ref)
        found = _view(
            services, stored, register.posts(connection, stored.body, services.today), _bodies(services)
        )
        entries = queries.history(connection, stored.id)
    allowed = may(None, Action.READ_CHANGE, subject_of(stored.body, found.situation.project))
    if not (allowed and found.body.dates_public):
        raise NotFound
    return ProjectView(found.body, found.situation, found.overview, found.posts, entries)


def changes(services: Services) -> tuple[ProjectView, ...]:
    """Every public change of every body that shows its dates."""
    with reading(services.engine) as connection:
        return _views(services, queries.public_projects(connection))


def private_count(services: Services) -> int:
    """How many running projects the public cannot see yet."""
    with reading(services.engine) as connection:
        return queries.count_private(connection)


def work(services: Services, actor: Actor) -> tuple[ProjectView, ...]:
    """The running projects that the actor's posts own or manage; the most pressing first."""
    mine = (
        view
        for view in _running(services, actor)
        if {view.overview.project.people.owner, view.overview.project.people.manager} & actor.posts
    )
    return tuple(sorted(mine, key=_pressing))


def shared_with(services: Services, actor: Actor) -> tuple[ProjectView, ...]:
    """The running projects of other bodies that the actor's posts are named in as taking part."""
    with reading(services.engine) as connection:
        refs = partners.refs_shared_with(connection, actor.posts)
    found = (project(services, actor, ref) for ref in refs)
    return tuple(view for view in found if view.overview.project.live and view.body.id != actor.body)


def waiting_since(services: Services, actor: Actor) -> Mapping[str, date | None]:
    """Since when each explanation of the actor's body waits for a decision, by its id."""
    with reading(services.engine) as connection:
        return explanations.waiting_since(connection, actor.body)


def dashboard(services: Services, actor: Actor) -> Dashboard:
    """The manager's dashboard over the running projects of the actor's body."""
    views = tuple(sorted(_running(services, actor), key=_pressing))
    waiting = tuple(
        (view, asked.id)
        for view in views
        for asked in view.overview.project.explanations.values()
        if asked.agreed is None
    )
    verdicts = [view.overview.timetable.verdict for view in views]
    counts = {verdict: verdicts.count(verdict) for verdict in TimingVerdict}
    return Dashboard(views, alerts(services, actor), waiting, counts)


def alerts(services: Services, actor: Actor, state: tuple[str, ...] = WAITING) -> tuple[AlertRow, ...]:
    """The alerts of the actor's body in some states: all for managers, their own posts' for others."""
    with reading(services.engine) as connection:
        found = queries.alerts(connection, actor.body, state=state)
    wide = may(actor, Action.SEE_DASHBOARD)
    return tuple(a for a in found if wide or a.recipient in actor.posts or a.owner in actor.posts)


def project_alerts(services: Services, actor: Actor, ref: str) -> tuple[AlertRow, ...]:
    """The alerts about one project that wait for an answer, as far as the actor may see them."""
    return tuple(found for found in alerts(services, actor) if found.ref == ref)


def alert(services: Services, actor: Actor, id_: str) -> AlertRow:
    """One alert that the actor may see. Raises NotFound."""
    with reading(services.engine) as connection:
        found = queries.alert(connection, actor.body, id_)
    if not (may(actor, Action.SEE_DASHBOARD) or {found.recipient, found.owner, found.manager} & actor.posts):
        raise NotFound
    return found


def mails(services: Services, actor: Actor) -> tuple[MailRow, ...]:
    """Every mail of the actor's body, newest first."""
    with reading(services.engine) as connection:
        return queries.mails(connection, actor.body)


def mail(services: Services, actor: Actor, id_: str) -> MailRow:
    """One mail of the actor's body. Raises NotFound."""
    with reading(services.engine) as connection:
        return queries.mail(connection, actor.body, id_)


def explanation_ref(services: Services, actor: Actor, explanation: str) -> str:
    """The project reference of an explanation of the actor's body. Raises NotFound."""
    with reading(services.engine) as connection:
        return queries.explanation_ref(connection, actor.body, explanation)


def posts(services: Services, body: str) -> Mapping[str, PostRow]:
    """The posts of a body by id, with their present holders."""
    with reading(services.engine) as connection:
        return register.posts(connection, body, services.today)


def bodies(services: Services) -> tuple[Body, ...]:
    """Every body of this installation."""
    with reading(services.engine) as connection:
        return register.bodies(connection)


def shows_dates(services: Services, body: str) -> bool:
    """Whether a body shows its changes and their dates to the public: its set-up is done."""
    return any(found.id == body and found.dates_public for found in bodies(services))


def _running(services: Services, actor: Actor) -> tuple[ProjectView, ...]:
    with reading(services.engine) as connection:
        return _views(services, queries.live_projects(connection, actor.body))


def _views(services: Services, found: tuple[Stored, ...]) -> tuple[ProjectView, ...]:
    known = _bodies(services)
    posts_of: dict[str, Mapping[str, PostRow]] = {body: posts(services, body) for body in known}
    return tuple(_view(services, stored, posts_of[stored.body], known) for stored in found)


def _view(
    services: Services, stored: Stored, held: Mapping[str, PostRow], known: Mapping[str, Body]
) -> ProjectView:
    situation = situation_of(stored, services)
    return ProjectView(known[stored.body], situation, overview(situation, timetable_of(situation)), held, ())


def _bodies(services: Services) -> Mapping[str, Body]:
    return {body.id: body for body in bodies(services)}


def _pressing(view: ProjectView) -> tuple[int, str]:
    verdicts = list(TimingVerdict)
    return verdicts.index(view.overview.timetable.verdict), view.overview.project.ref
