"""The network of a route for a project's facts, put together from the YAML files without the loader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from tests.support.oracle_network import Asks, Puzzle
from tests.support.oracle_rules import read

Facts = Mapping[str, Any]
LISTS = ("body", "authority", "instrument", "process", "regime")


def named(kind: str, name: str) -> dict[str, Any]:
    """The newest file of a kind with that id."""
    return [file for file in read(kind) if file["id"] == name][-1]


def puzzle(authority: str, route_id: str, facts: Facts, end: date, given: Mapping[str, date]) -> Puzzle:
    """The events of the route that belong to such a project, and every period between two of them."""
    book, route = named("authorities", authority), named("routes", route_id)
    known = {**book.get("facts", {}), **route.get("facts", {}), **facts}
    events = [
        e for e in route["events"] if all(known.get(k, False) == v for k, v in e.get("when", {}).items())
    ]
    names = tuple(e["id"] for e in events if e["id"] != route["ends_with"]) + (route["ends_with"],)
    asking = {rule["id"]: rule for rule in _asking(book, known)}
    asks = [
        *(each for rule in asking.values() if "period" in rule for each in _of_rule(route, names, rule)),
        *(each for own in book.get("durations", {}).get(route_id, ()) for each in _own(route, names, own)),
        *_orders(route, names, asking),
    ]
    working = frozenset(e["id"] for e in events if e.get("working", True))
    closures = [c for c in book.get("diary", {}).get("closures", ()) if c.get("acts", True) is False]
    closed = frozenset(
        c["first"] + timedelta(n) for c in closures for n in range((c["last"] - c["first"]).days + 1)
    )
    return Puzzle(names, working, tuple(asks), end, given, closed=closed)


def questions(authority: str, route_id: str) -> dict[str, list[Any]]:
    """The facts that change a route, each with the answers that there are."""
    book, route = named("authorities", authority), named("routes", route_id)
    found: dict[str, list[Any]] = {
        name: [True, False] for name in ("light_touch", "key_decision", "call_in", "below_threshold", "tupe")
    }
    for event in route["events"]:
        for fact, value in event.get("when", {}).items():
            values = found.setdefault(fact, [])
            values += [
                each for each in ([True, False] if isinstance(value, bool) else [value]) if each not in values
            ]
    for pack in _packs(book):
        for group in pack.get("alternatives", ()):
            found[group["fact"]] = list(group["answers"])
    if route_id not in ("grant", "health"):
        found["regime"] = ["PA2023", "PSR2023"]
    return found


def _packs(book: Mapping[str, Any]) -> list[dict[str, Any]]:
    adopted = [(each["pack"], each["edition"]) for each in book["packs"]]
    return [next(p for p in read("packs") if (p["id"], str(p["edition"])) == (n, str(e))) for n, e in adopted]


def _asking(book: Mapping[str, Any], known: Facts) -> Iterator[dict[str, Any]]:
    """The rules that ask something of a project with these facts, with the authority's own figures."""
    own = {each["rule"]: each for each in book.get("figures", ())}
    packs = _packs(book)
    groups = [group for pack in packs for group in pack.get("alternatives", ())]
    for rule in (rule for pack in packs for rule in pack["rules"]):
        group = next((each for each in groups if rule["id"] in each["rules"].values()), None)
        chosen = (
            group is None or group["rules"].get(str(known.get(group["fact"], group["default"]))) == rule["id"]
        )
        if chosen and _applies(rule.get("applies_to", {}), known):
            told = {
                key: own[rule["id"]][key]
                for key in ("n", "method", "calendar")
                if key in own.get(rule["id"], {})
            }
            yield rule | {"period": rule["period"] | told} if told else rule


def _applies(wanted: Facts, known: Facts) -> bool:
    for key, value in wanted.items():
        fact = known.get(key)
        if key in LISTS:
            if key != "authority" and fact is not None and fact not in value:
                return False
        elif value is True and fact is not True or value is False and fact is True:
            return False
    return True


def _pairs(
    route: Mapping[str, Any], names: tuple[str, ...], start: str, end: str
) -> Iterator[tuple[str, str]]:
    for prefix in ("", "award_"):
        pair = [
            name if name in names else route.get("same_day", {}).get(name, name)
            for name in (prefix + start, prefix + end)
        ]
        if set(pair) <= set(names) and pair[0] != pair[1]:
            yield pair[0], pair[1]


def _of_rule(route: Mapping[str, Any], names: tuple[str, ...], rule: Mapping[str, Any]) -> Iterator[Asks]:
    said = rule["period"]
    most = said.get("kind") == "maximum"
    # Planned cautiously: "at least 28 days before" is planned with 28 whole days between.
    cautious = "day_after" if said["method"] == "at_least_before" and not most else None
    for pair in _pairs(route, names, said["start"], said["end"]):
        yield Asks(
            *pair, said["method"], said["n"], said.get("calendar", "all_days"), said.get("ends") or cautious,
            most, rule.get("in_force_from"), rule.get("in_force_to"),
        )  # fmt: skip


def _own(route: Mapping[str, Any], names: tuple[str, ...], own: Mapping[str, Any]) -> Iterator[Asks]:
    for pair in list(_pairs(route, names, own["start"], own["end"]))[:1]:
        yield Asks(*pair, own["method"], own["n"], own.get("calendar", "all_days"), own.get("ends"))


def _orders(route: Mapping[str, Any], names: tuple[str, ...], asking: Mapping[str, Any]) -> Iterator[Asks]:
    """What comes before what; through an event that is not part of the project, what is on its two sides."""
    after: dict[str, list[tuple[str, str | None]]] = {}
    for order in route["orders"]:
        after.setdefault(order["start"], []).append((order["end"], order.get("rule")))
    for name in names:
        waiting = list(after.get(name, ()))
        while waiting:
            end, rule = waiting.pop()
            if end in names and (rule is None or rule in asking):
                yield Asks(name, end, "on_or_after", 0, "all_days")
            elif end not in names:
                waiting += [(further, None) for further, _rule in after.get(end, ())]
