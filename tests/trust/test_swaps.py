"""C2: whatever names something of one council is asked for with the other's names: nothing leaks or moves."""

from __future__ import annotations

import random

import pytest

from tests.support.databases import fresh_database
from tests.trust import ledger
from tests.trust.estate import CANARY, estate
from tests.trust.swaps import OURS, all_swaps, held_by, ids_of, own_pages, served
from tests.trust.test_access import outcome
from tests.trust.who import FORBIDDEN, MISSING, SIGN_IN

SEED = 4
SAMPLE = {"sqlite": 1200, "postgresql": 200}
PAGES = {"sqlite": 12, "postgresql": 3}
MANY = 5000
BY_MAIL = ("/sign-in/reset", "/sign-in/link", "/account/sign-in")
"""Here anybody may ask that a link is sent to an address: it goes to its owner and to nobody else."""
REFUSED = {FORBIDDEN, MISSING, SIGN_IN}


@pytest.mark.parametrize("kind", sorted(SAMPLE))
def test_swapped_names_leak_and_change_nothing(kind, tmp_path):
    """A sample of all: of forms and links, those of some pages of each person."""
    dice = random.Random(SEED)
    with fresh_database(kind, tmp_path) as url, estate(url, tmp_path) as town:
        swaps = all_swaps(town, lambda pages: dice.sample(pages, min(PAGES[kind], len(pages))))
        try_all(town, dice.sample(swaps, SAMPLE[kind]))


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("kind", sorted(SAMPLE))
def test_c2_five_thousand_swaps_of_names_leak_and_change_nothing(kind, tmp_path):
    """Drawn from all there are."""
    dice = random.Random(MANY)
    with fresh_database(kind, tmp_path) as url, estate(url, tmp_path) as town:
        swaps = all_swaps(town)
        try_all(town, dice.sample(swaps, MANY))
        print(f"{kind}: {MANY} of {len(swaps)} swaps, each by one of {len(OURS)} people")


def try_all(town, swaps):
    """Send every request: no page has a word of the other council, and not one of its rows is written."""
    engine, theirs = town.own.city.services.engine, town.foreign.city.body
    ledger.forget(engine)
    visitors = {who: town.visitor(who) for who in OURS}
    for swap in swaps:
        answer = send(visitors[swap.who], swap)
        if answer.location == "/signed-out" or "sign-out" in swap.path:
            visitors[swap.who] = town.visitor(swap.who)
        assert answer.status_code < 500, swap
        assert CANARY.casefold() not in served(answer), swap
        assert not swap.names_it or answer.status_code in (400, 405) or outcome(answer) in REFUSED, swap
        if swap.method == "POST" and swap.path.startswith(BY_MAIL):
            ledger.forget(engine)
        assert not ledger.written_of(engine, theirs), swap
    pointing = held_by(town, town.own, ids_of(town, town.foreign))
    assert not pointing, f"these name what is the other council's: {pointing}"


def send(visitor, swap):
    """The answer to a swap, with the token that its sender's own pages carry."""
    if swap.method == "GET":
        return visitor.client.get(swap.path)
    token = {"csrf_token": visitor.fields["csrf_token"]}
    return visitor.client.post(swap.path, data=dict(swap.form) | token)


def test_the_other_council_has_words_that_would_be_noticed(tmp_path):
    """Else a leak would go unseen: to its own people every kind of page shows them."""
    with fresh_database("sqlite", tmp_path) as url, estate(url, tmp_path) as town:
        shown = [
            path
            for who in ("foreign officer", "foreign admin")
            for path in own_pages(town, who)
            if CANARY.casefold() in served(town.visitor(who).client.get(path))
        ]
        assert len(shown) >= 3, shown
