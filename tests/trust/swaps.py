"""Everything that names an object of one council, asked for again with the names of another's objects."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from sqlalchemy import Table, select

from tests.support.visitors import Visitor
from tests.trust.estate import Council, Estate
from tests.trust.matrix import EXPECTED
from tests.trust.pages import NEVER_SWAPPED, Form, forms, questions
from tests.trust.who import EVERYONE, FOREIGN, FOREIGN_GUESTS, IN
from workflow.store import rows
from workflow.store.engine import reading

NAMING = ("id", "ref", "key", "slug", "email", "ocid", "uid", "token_hash")
"""Columns by which an object may be asked for."""
WORDS = frozenset(
    "reason text instead name post still_open why plan questions title name_key word value note source "
    "organisation_name locality district board legal_basis_note exit_section notice_clause knows serves "
    "website summary about decision_reason by_title service address names area areas groups said outcome "
    "mitigation".split()
)
"""Where people write what they like, as a text and no choice: an id written there names nothing."""
OURS = EVERYONE - FOREIGN - FOREIGN_GUESTS

Looks = Callable[[list[str]], list[str]]


def every(pages: list[str]) -> list[str]:
    """All of somebody's pages."""
    return pages


@dataclass(frozen=True)
class Swap:
    """One request with a name of the other council in it."""

    who: str
    method: str
    path: str
    form: tuple[tuple[str, str], ...] = ()
    what: str = ""
    names_it: bool = False
    """Whether the address itself names the other's object: then there is nothing here."""


class Names:
    """By which names the objects of two councils are known, table by table."""

    def __init__(self, town: Estate) -> None:
        self.table: dict[str, str] = {}
        self.theirs: dict[str, list[str]] = {}
        with reading(town.own.city.services.engine) as connection:
            for table in rows.metadata.sorted_tables:
                for column in (c for c in NAMING if c in table.c and _whose(table)):
                    find = select(table.c[column], table.c[_whose(table)])
                    for value, body in connection.execute(find):
                        self._keep(town, f"{table.name}.{column}", str(value or ""), body)

    def _keep(self, town: Estate, kind: str, value: str, body: str) -> None:
        if value and body == town.own.city.body:
            self.table.setdefault(value, kind)
        elif value and body == town.foreign.city.body:
            self.theirs.setdefault(kind, []).append(value)

    def instead(self, values: set[str], most: int = 3) -> list[str]:
        """Their names for what these values name, else one of each kind: any field may be read as a name."""
        kinds = sorted({self.table[value] for value in values if value in self.table})
        if kinds:
            return [name for kind in kinds for name in self.theirs.get(kind, [])[:most]]
        return [names[0] for _kind, names in sorted(self.theirs.items())]


def _whose(table: Table) -> str | None:
    return "id" if table.name == "body" else "body" if "body" in table.c else None


def all_swaps(town: Estate, looks: Looks = every) -> list[Swap]:
    """Every swap, for everybody of the first council and the public, in a settled order.

    `looks` chooses from somebody's pages those whose forms and links are taken.
    """
    names, found = Names(town), {}
    for who in sorted(OURS):
        for swap in (
            *_addresses(town, names, who),
            *_good_forms(town, names, who),
            *_pages(town, names, who, looks),
        ):
            found.setdefault((swap.who, swap.method, swap.path, swap.form), swap)
    return list(found.values())


def _addresses(town: Estate, names: Names, who: str) -> Iterator[Swap]:
    """The addresses of the application, each with one of the other's objects in one of its gaps."""
    for endpoint, row in sorted(EXPECTED.items()):
        for rule in (r for r in town.rules(endpoint) if not endpoint.startswith("public.")):
            own, theirs = town.own.values(rule), town.foreign.values(rule)
            for gap in town.free(rule):
                known = own[gap] in names.table
                others = [theirs[gap], *names.instead({own[gap]})] if known else names.instead(set())
                for other in dict.fromkeys(others):
                    path = town.path(rule, own | {gap: other}) + row.query
                    for method in sorted(rule.methods & {"GET", "POST"}):
                        form = tuple(row.form.items()) if method == "POST" else ()
                        yield Swap(who, method, path, form, f"{rule.rule} {gap}", known)


def _good_forms(town: Estate, names: Names, who: str) -> Iterator[Swap]:
    """The good forms of the matrix, each with one of the other's objects in one of its fields."""
    for endpoint, row in sorted(EXPECTED.items()):
        for rule in (r for r in town.rules(endpoint) if "POST" in r.methods and row.form):
            path, form = town.path(rule, town.own.values(rule)) + row.query, town.filled(row.form)
            for field in sorted(form):
                for other in names.instead({form[field]}):
                    sent = tuple(sorted((form | {field: other}).items()))
                    yield Swap(who, "POST", path, sent, f"{rule.rule} form {field}")


def _pages(town: Estate, names: Names, who: str, looks: Looks) -> Iterator[Swap]:
    """The forms and links that the pages really show to somebody, with the other's objects in them."""
    visitor = town.visitor(who)
    for path in looks(own_pages(town, who)):
        text = page(visitor, path)
        for form in forms(text, path):
            yield from _form(names, who, form)
        for target, asked in questions(text):
            for name, value in sorted(asked.items()):
                for other in names.instead({value}):
                    question = urlencode(asked | {name: other})
                    yield Swap(
                        who, "GET", f"{target or urlsplit(path).path}?{question}", (), f"{path} ?{name}"
                    )


def _form(names: Names, who: str, form: Form) -> Iterator[Swap]:
    for field in sorted(form.choices.keys() - NEVER_SWAPPED):
        for other in names.instead(form.choices[field]):
            sent = tuple(sorted((form.sent | {field: other}).items()))
            what = f"{form.action} field {field}"
            if form.method == "GET":
                yield Swap(who, "GET", f"{form.action.split('?')[0]}?{urlencode(sent)}", (), what)
            else:
                yield Swap(who, "POST", form.action, sent, what)


def own_pages(town: Estate, who: str) -> list[str]:
    """The pages that somebody is let in to, each about what is their own council's."""
    found = []
    for endpoint, row in sorted(EXPECTED.items()):
        if row.outcome(who) == IN:
            rules = [rule for rule in town.rules(endpoint) if "GET" in rule.methods]
            council = town.council_of(who)
            found += [town.path(rule, council.values(rule)) + row.query for rule in rules]
    return found


def page(visitor: Visitor, path: str) -> str:
    """A page's text, if it is one."""
    answer = visitor.client.get(path)
    return str(answer.get_data(as_text=True)) if answer.mimetype == "text/html" else ""


def served(answer: object) -> str:
    """Every character that an answer brings, headers, file name and address to go to included."""
    head = "\n".join(f"{name}: {value}" for name, value in answer.headers)  # type: ignore[attr-defined]
    return f"{head}\n{answer.get_data(as_text=True)}".casefold()  # type: ignore[attr-defined]


def held_by(town: Estate, council: Council, ids: set[str]) -> list[str]:
    """Where a row of one council holds one of these ids as a name, in whatever column and however deep."""
    found = []
    with reading(town.own.city.services.engine) as connection:
        for table in (t for t in rows.metadata.sorted_tables if _whose(t)):
            keys = {str(key.parent) for key in table.foreign_keys}
            for row in connection.execute(select(table).where(table.c[_whose(table)] == council.city.body)):
                told = [place for place, value in _leaves(table.name, row._asdict()) if value in ids]
                found += [place for place in told if place in keys or place.split(".")[-1] not in WORDS]
    return found


def _leaves(place: str, value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(f"{place}.{key}", inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _leaves(place, inner)
    elif isinstance(value, str):
        yield place, value


def ids_of(town: Estate, council: Council) -> set[str]:
    """The ids of every object of a council, itself included."""
    found: set[str] = set()
    with reading(town.own.city.services.engine) as connection:
        for table in (t for t in rows.metadata.sorted_tables if _whose(t) and "id" in t.c):
            find = select(table.c.id).where(table.c[_whose(table)] == council.city.body)
            found |= set(connection.execute(find).scalars())
    return found
