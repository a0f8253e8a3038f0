"""R119: posts and whoever holds them, one at a time; handed over on a day; somebody always administers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import select, update

from tests.support.city import City
from workflow.commands import checklist, invitations, posts, promises, suspension, views
from workflow.commands.explain import ask_explanation
from workflow.commands.explain_decide import decide_explanation
from workflow.commands.more_bodies import add_bodies
from workflow.commands.posts import PostWanted
from workflow.delivery.addressees import addressee
from workflow.errors import AlreadyDone, BadRequest, NotAllowed, NotFound, Refused, Stale
from workflow.project.access import Actor
from workflow.store import accounts, register, rows, trail
from workflow.store.bodies import Confirmation
from workflow.store.engine import reading, writing

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)


def desk(city: City, who: str = "admin") -> dict[str, Any]:
    """By whom, and with what."""
    return {"by": city.people[who], "services": city.services}


def seat(city: City, who: str) -> posts.Seat:
    return posts.establishment(city.services, city.people["admin"]).seats[city.posts[who]]


def now(city: City, who: str, on: date | None = None) -> Actor:
    """Somebody as they stand on a day."""
    with reading(city.services.engine) as connection:
        found = accounts.actor(connection, city.people[who].person, on or city.services.today)
    assert found is not None
    return found


def hand_over(city: City, post: str, to: str, day: date = TODAY, **more: Any) -> None:
    told = {"seen_version": seat(city, post).version, **more}
    posts.hand_over(post=city.posts[post], to=city.people[to].person, day=day, **told, **desk(city))


def wanted(city: City, who: str, **other: Any) -> PostWanted:
    """A post as it is, with something else."""
    found = seat(city, who)
    same = {name: getattr(found, name) for name in PostWanted.__slots__}
    return PostWanted(**{**same, **other})


def change(city: City, who: str, version: int | None = None, **other: Any) -> None:
    told = {"post": city.posts[who], "wanted": wanted(city, who, **other)}
    posts.change_post(seen_version=version or seat(city, who).version, **told, **desk(city))


@pytest.mark.parametrize(("day", "allowed"), [(-1, False), (0, True), (1, True), (366, True), (367, False)])
def test_r119_a_post_is_handed_over_today_or_later_and_never_back_in_time(
    city: City, day: int, allowed: bool
) -> None:
    first = TODAY + day * DAY
    if not allowed:
        with pytest.raises(BadRequest):
            hand_over(city, "officer", "other", first)
        assert now(city, "officer").posts == {city.posts["officer"]}
        return
    hand_over(city, "officer", "other", first)
    post = city.posts["officer"]
    for on, holds, not_any_more in ((first - DAY, "officer", "other"), (first, "other", "officer")):
        assert post in now(city, holds, on).posts and post not in now(city, not_any_more, on).posts


def test_r119_everything_belongs_to_the_post_and_stays_when_its_holder_changes(city: City) -> None:
    ref = city.open()
    before = posts.belongings(city.services, city.people["admin"], city.posts["officer"])
    assert [owned for owned, _title in before.owned] == [ref]
    hand_over(city, "officer", "other")
    assert posts.belongings(city.services, city.people["admin"], city.posts["officer"]) == before
    assert ref in {v.overview.project.ref for v in views.work(city.services, now(city, "other"))}
    assert ref not in {v.overview.project.ref for v in views.work(city.services, now(city, "officer"))}
    with reading(city.services.engine) as connection:
        assert trail.chain(connection, city.body).first_bad is None


def test_of_two_hand_overs_at_once_one_wins_and_the_other_is_told(city: City) -> None:
    version, both = seat(city, "officer").version, Barrier(2)
    told: list[str] = []

    def run(to: str) -> None:
        both.wait()
        try:
            hand_over(city, "officer", to, seen_version=version)
            told.append(to)
        except Stale:
            told.append("stale")

    threads = [Thread(target=run, args=(to,)) for to in ("other", "manager")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    winner = next(who for who in told if who != "stale")
    assert sorted(told) == sorted([winner, "stale"])
    holder = seat(city, "officer").holder
    assert holder is not None and holder.person == city.people[winner].person


def test_a_later_hand_over_takes_the_place_of_one_that_was_planned(city: City) -> None:
    hand_over(city, "officer", "other", TODAY + 30 * DAY)
    hand_over(city, "officer", "manager", TODAY + 10 * DAY)
    found = seat(city, "officer")
    assert found.holder and found.holder.held_to == TODAY + 9 * DAY
    assert found.follows and found.follows.person == city.people["manager"].person
    assert city.posts["officer"] not in now(city, "other", TODAY + 30 * DAY).posts


def test_a_form_sent_twice_hands_over_once(city: City) -> None:
    hand_over(city, "officer", "other", once="k1")
    with pytest.raises(AlreadyDone):
        hand_over(city, "officer", "manager", once="k1")
    holder = seat(city, "officer").holder
    assert holder and holder.person == city.people["other"].person


def test_mail_and_work_of_a_vacant_post_go_to_its_deputy_else_upward(city: City) -> None:
    def reader() -> str | None:
        found = addressee(views.posts(city.services, city.body), city.posts["officer"])
        return found.title if found else None

    ref = city.open()
    change(city, "officer", deputy=city.posts["other"])
    assert reader() == "Commissioning Officer" and city.posts["officer"] not in now(city, "other").posts
    told = {"post": city.posts["officer"], "day": TODAY, "seen_version": seat(city, "officer").version}
    posts.leave_vacant(**told, **desk(city))
    assert reader() == "Commissioning Officer, children"
    assert ref in {v.overview.project.ref for v in views.work(city.services, now(city, "other"))}
    change(city, "officer", deputy=None)
    assert reader() == "Commissioning Manager" and city.posts["officer"] not in now(city, "other").posts


def test_whoever_is_suspended_is_signed_out_everywhere_and_the_deputy_stands_in(city: City) -> None:
    change(city, "manager", deputy=city.posts["head"])
    person, clock = city.people["manager"].person, city.services.clock
    with writing(city.services.engine) as connection:
        token = accounts.start_session(connection, person, clock.now())
    suspension.suspend(person=person, **desk(city))
    with reading(city.services.engine) as connection:
        assert accounts.signed_in(connection, token, clock.now(), TODAY) is None
    assert not seat(city, "manager").held and city.posts["manager"] in now(city, "head").posts
    suspension.end_suspension(person=person, **desk(city))
    assert seat(city, "manager").held and city.posts["manager"] not in now(city, "head").posts
    with reading(city.services.engine) as connection:
        assert accounts.signed_in(connection, token, clock.now(), TODAY) is None


def _suspend(city: City) -> None:
    suspension.suspend(person=city.people["admin"].person, **desk(city))


def _take_the_role(city: City) -> None:
    change(city, "admin", roles=("commissioner",))


def _leave(city: City, day: date = TODAY) -> None:
    told = {"post": city.posts["admin"], "day": day, "seen_version": seat(city, "admin").version}
    posts.leave_vacant(**told, **desk(city))


@pytest.mark.parametrize("act", [_suspend, _take_the_role, _leave, lambda c: _leave(c, TODAY + 90 * DAY)])
def test_nobody_locks_a_body_out_of_its_own_administration(city: City, act: Callable[[City], None]) -> None:
    with pytest.raises(BadRequest, match="nobody who can administer|cannot suspend yourself"):
        act(city)
    assert seat(city, "admin").held and "administrator" in seat(city, "admin").roles
    change(city, "compact", roles=("compact_lead", "administrator"))
    if act is not _suspend:
        act(city)
        with pytest.raises(BadRequest, match="cannot suspend yourself"):
            told = {"by": now(city, "compact"), "services": city.services}
            suspension.suspend(person=city.people["compact"].person, **told)


def test_nobody_reports_to_themselves_in_a_circle_and_no_post_is_its_own_deputy(city: City) -> None:
    for who, above in (("director", "officer"), ("head", "head"), ("manager", "officer")):
        with pytest.raises(BadRequest, match="reports to this post"):
            change(city, who, reports_to=city.posts[above])
    with pytest.raises(BadRequest, match="own deputy"):
        change(city, "officer", deputy=city.posts["officer"])
    change(city, "officer", reports_to=city.posts["director"], deputy=city.posts["other"])
    change(city, "other", deputy=city.posts["officer"])


@pytest.mark.parametrize(
    ("other", "mend"),
    [
        ({"title": "commissioning manager"}, "There is a post commissioning manager already"),
        ({"title": " "}, "Enter the title"),
        ({"roles": ()}, "at least one role"),
        ({"roles": ("emperor",)}, "at least one role"),
        ({"directorate": "Nowhere"}, "Choose a directorate from the list"),
        ({"limit": Decimal(-1)}, "delegation limit in pounds"),
        ({"reports_to": "nobody"}, "posts of your own body"),
    ],
)
def test_a_post_that_makes_no_sense_is_refused_with_the_mend(
    city: City, other: dict[str, Any], mend: str
) -> None:
    with pytest.raises(BadRequest, match=mend):
        change(city, "officer", **other)
    assert seat(city, "officer").version == 1


def test_a_post_that_somebody_changed_meanwhile_is_not_overwritten(city: City) -> None:
    change(city, "officer", limit=Decimal("25000.50"))
    with pytest.raises(Stale):
        change(city, "officer", version=1, title="Something else")
    assert (seat(city, "officer").title, seat(city, "officer").limit) == (
        "Commissioning Officer", Decimal("25000.50"),
    )  # fmt: skip


def test_only_administrators_keep_posts_and_only_those_of_their_own_body(city: City) -> None:
    from tests.support.city import add_body

    other = add_body(city.services, "Example Borough Council", "example-borough")
    for who in ("officer", "manager", "director", "compact"):
        with pytest.raises(NotAllowed):
            posts.add_directorate(name="Parks", **desk(city, who))
    told = {"post": city.posts["officer"], "seen_version": 1}
    with pytest.raises(NotFound):
        posts.change_post(wanted=PostWanted(title="Ours", roles=("manager",)), **told, **desk(other))
    with pytest.raises(NotFound):
        posts.hand_over(to=other.people["officer"].person, day=TODAY, **told, **desk(city))
    with pytest.raises(NotFound):
        suspension.suspend(person=city.people["officer"].person, **desk(other))
    with pytest.raises(BadRequest, match="cannot be invited") as told_nothing:
        invitations.invite(post=_vacant(city), email="Officer@example-borough.example", **desk(city))
    assert "Borough" not in str(told_nothing.value)
    with pytest.raises(BadRequest, match="has an account here"):
        invitations.invite(post=_vacant(city), email=city.emails["officer"], **desk(city))


def _vacant(city: City) -> str:
    with writing(city.services.engine) as connection:
        find = select(rows.post.c.id).where(rows.post.c.title == "Clerk", rows.post.c.body == city.body)
        found = connection.execute(find).scalar()
        return found or register.add_post(connection, city.body, "Clerk", ("member",))


def test_one_open_invitation_a_post_sent_again_or_taken_back(city: City) -> None:
    post = _vacant(city)
    invitations.invite(post=post, email="New@city.example", **desk(city))
    first = invitations.open_invitations(city.services, city.people["admin"])
    assert [(one.email, one.title) for one in first] == [("new@city.example", "Clerk")]
    assert first[0].until - first[0].sent_at == timedelta(hours=24)
    invitations.send_again(invitation=first[0].id, **desk(city))
    second = invitations.open_invitations(city.services, city.people["admin"])
    assert len(second) == 1 and second[0].id != first[0].id
    with pytest.raises(NotFound):
        invitations.take_back(invitation=first[0].id, **desk(city))
    invitations.take_back(invitation=second[0].id, **desk(city))
    assert invitations.open_invitations(city.services, city.people["admin"]) == ()
    with pytest.raises(BadRequest, match="email address like"):
        invitations.invite(post=post, email="no address", **desk(city))


def test_a_held_post_is_offered_to_a_newcomer_only_with_the_day_on_which_its_holder_leaves(
    city: City,
) -> None:
    told = {"post": city.posts["officer"], "email": "new@city.example"}
    with pytest.raises(BadRequest, match="say from which day"):
        invitations.invite(**told, **desk(city))
    invitations.invite(vacant_from=TODAY + 7 * DAY, seen_version=1, **told, **desk(city))
    holder = seat(city, "officer").holder
    assert holder and holder.held_to == TODAY + 6 * DAY
    assert len(invitations.open_invitations(city.services, city.people["admin"])) == 1


def test_a_promise_is_off_until_it_is_confirmed_with_post_and_day_and_can_be_taken_back(city: City) -> None:
    told = {"promise": "reply_days", "post": city.posts["director"]}
    with pytest.raises(BadRequest, match="today"):
        promises.confirm_promise(on=TODAY + DAY, amount=10, **told, **desk(city))
    for amount in (None, 0, 367):
        with pytest.raises(BadRequest, match="whole number"):
            promises.confirm_promise(on=TODAY, amount=amount, **told, **desk(city))
    assert promises.confirmed(city.services, city.body) == {}
    promises.confirm_promise(on=TODAY, amount=10, **told, **desk(city))
    post = "Director of Adults and Health"
    found = Confirmation("reply_days", "", 10, post, TODAY)
    assert promises.confirmed(city.services, city.body) == {"reply_days": found}
    promises.withdraw_promise(promise="reply_days", **desk(city))
    assert promises.confirmed(city.services, city.body) == {}
    with pytest.raises(NotFound):
        promises.withdraw_promise(promise="reply_days", **desk(city))


def test_the_lines_of_the_checklist_come_and_go_and_dates_wait_for_the_essential_ones(city: City) -> None:
    def missing() -> set[str]:
        found = checklist.checklist(city.services, city.people["admin"])
        return {line.name for line in found.missing}

    with writing(city.services.engine) as connection:
        connection.execute(update(rows.body).values(dates_public=False))
    body = {"seen_version": 1, **desk(city)}
    assert "unconfirmed" in missing() and "posts" not in missing()
    suspension.suspend(person=city.people["officer"].person, **desk(city))
    suspension.suspend(person=city.people["other"].person, **desk(city))
    assert "posts" in missing()
    with pytest.raises(Refused, match="Posts and people"):
        checklist.show_dates(show=True, **body)
    suspension.end_suspension(person=city.people["officer"].person, **desk(city))
    checklist.rules_read(**desk(city))
    if "meetings" in missing():
        checklist.say_none(line="meetings", none=True, **desk(city))
    assert missing() == set()
    checklist.show_dates(show=True, **body)
    assert views.shows_dates(city.services, city.body)
    with pytest.raises(Stale):
        checklist.show_dates(show=False, **body)


def test_the_public_sees_no_change_of_a_body_that_is_not_ready(city: City) -> None:
    ref = city.open()
    city.record(ref, "early_conversation_started", TODAY)
    assert [v.overview.project.ref for v in views.changes(city.services)] == [ref]
    with writing(city.services.engine) as connection:
        connection.execute(update(rows.body).values(dates_public=False))
    assert views.changes(city.services) == () and views.private_count(city.services) == 0
    with pytest.raises(NotFound):
        views.change(city.services, ref)
    assert views.project(city.services, city.people["officer"], ref)


SAID = "The regulator closed the present service on 1 February, so that a shorter time is all that is left."


def _asked(city: City, value: int | None) -> dict[str, Any]:
    facts = {} if value is None else {"value": value}
    ref = city.open(facts=facts)
    told = {"rule": "LDS-CODE-12W", "event": "consultation_closed", "cause": "other", "reason": SAID}
    found = ask_explanation(ref=ref, **told, instead="Four meetings.", **desk(city, "officer"))
    explanation = next(iter(found.project.explanations))
    return {"ref": ref, "explanation": explanation, "reason": "The reason is sound."}


@pytest.mark.parametrize(("value", "allowed"), [(25_000, True), (25_001, False), (None, False)])
def test_a_manager_agrees_explanations_up_to_the_delegation_limit_and_may_always_refuse(
    city: City, value: int | None, allowed: bool
) -> None:
    change(city, "manager", limit=Decimal(25_000))
    asked = _asked(city, value)
    if allowed:
        assert decide_explanation(agreed=True, **asked, **desk(city, "manager"))
        return
    with pytest.raises(BadRequest, match="up to £25,000"):
        decide_explanation(agreed=True, **asked, **desk(city, "manager"))
    assert decide_explanation(agreed=False, **asked, **desk(city, "manager"))


def test_whoever_decides_without_a_limit_agrees_to_any_value(city: City) -> None:
    change(city, "manager", limit=Decimal(0))
    assert decide_explanation(agreed=True, **_asked(city, 2_000_000), **desk(city, "director"))


def test_further_bodies_come_from_a_list_their_administrators_are_invited_and_again_changes_nothing(
    city: City,
) -> None:
    heads, good = "name,kind,nation,rulebook,email\n", "Example Trust,nhs,England,example-city,"
    bad = "Example Isle,council,Wales,example-city,a@isle.example\nExample Shire,duchy,England,leeds,\n"
    taken = f"Example Vale,council,England,leeds,{city.emails['officer']}\n"
    found = add_bodies(
        file=(f"{heads}{good}head@trust.example\n{bad}{taken}Example Moor,other,England,leeds,\n").encode(),
        services=city.services,
    )
    assert (found.new, [one.row for one in found.refused], [one.row for one in found.kept]) == (
        2, [2, 3, 4], [5],
    )  # fmt: skip
    assert "rulebook counts the working days of england" in found.refused[0].why
    assert "cannot be invited" in found.refused[2].why
    trust = next(body for body in views.bodies(city.services) if body.slug == "example-trust")
    assert (trust.demonstration, trust.dates_public) == (False, False)
    with reading(city.services.engine) as connection:
        letter = select(rows.outbox.c.to_address).where(rows.outbox.c.body == trust.id)
        assert connection.execute(letter).scalars().all() == ["head@trust.example"]
        assert trail.chain(connection, trust.id).first_bad is None
    again = add_bodies(file=f"{heads}{good}\n".encode(), services=city.services)
    assert (again.new, again.unchanged, again.refused) == (0, 1, ())
