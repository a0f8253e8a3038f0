"""The rulebooks as anyone reads them: every rule at an address that lasts, editions compared, no cookie."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest

from tests.support.city import build
from tests.support.databases import fresh_database
from tests.support.visitors import Visitor, site, words
from web.public import rulebook_compare, rulebook_route
from web.public.rule_words import tell
from workflow.rulebook.library import library
from workflow.rulebook.model import Alternatives

LEEDS = "/rulebook/leeds/2026"
CITY = "/rulebook/example-city/2026"
CODE = "/rulebook/pack/commissioning-code/2017"
FIGURES = {
    "CP-HOLIDAY": "Suggested, longer by: 1 week; 2 weeks (mostly in August)",
    "LDS-KEY-FIN": "Above £500,000",
    "PCR-STAND-10": "Beside it: 15 days (not sent electronically)",
    "PSR-MOD": "One of these: £500,000; 25%",
}
UNCONFIRMED = "Unconfirmed: we have not seen the text of this rule."


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def get(request, tmp_path_factory):
    """Ask for a page as the public does: its answer."""
    folder = tmp_path_factory.mktemp("rulebooks")
    with fresh_database(request.param, folder) as url, site(build(url, folder)) as app:
        yield lambda path, status=200: answered(Visitor(app).get(path), status)


def answered(answer, status):
    assert answer.status_code == status
    assert "Set-Cookie" not in answer.headers
    return answer


def block(answer, rule):
    """The words of one rule's block."""
    html = answer.get_data(as_text=True)
    found = re.search(rf'<section aria-labelledby="{re.escape(rule)}">(.*?)</section>', html, re.DOTALL)
    assert found, f"no block for {rule}"
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[1])).split())


def anchors(answer):
    return re.findall(r'<h[23][^>]* id="([^"]+)"', answer.get_data(as_text=True))


@pytest.mark.parametrize("name", ["leeds", "example-city", "example-borough"])
def test_r059_every_rule_of_a_rulebook_stands_once_at_its_own_anchor(get, name):
    rules = library().rulebook(f"{name}@2026", library().authorities[name][0].in_force_from).rules
    found = [one for one in anchors(get(f"/rulebook/{name}/2026")) if one in rules]
    assert sorted(found) == sorted(rules)


def test_r168_every_pack_has_a_page_with_all_its_rules_adopted_or_not(get):
    for pack in library().packs.values():
        found = anchors(get(f"/rulebook/pack/{pack.id}/{pack.edition}"))
        assert {rule.id for rule in pack.rules} <= set(found), pack.id


def test_a_rule_says_what_it_asks_how_it_counts_and_what_its_gate_does(get):
    told = block(get(CITY), "KD-28")
    for part in (
        "Publish the notice of a key decision at least 28 clear days before the decision is taken.",
        "It is for councils. Only for key decisions.",
        "At least 28 clear days",
        "From The notice of a key decision",
        "Law required by law",
        "It cannot be explained",
        "General exception",
        "It leaves 5 clear days.",
        "Nothing of the period is left.",
        "From 10 September 2012",
        "reg 9(1)-(2)",
        "We have read the text.",
        "Why it exists",
    ):
        assert part in told


def test_r080_an_unconfirmed_rule_says_so_and_holds_nothing_back(get):
    told = block(get(LEEDS), "LDS-CODE-12W")
    assert told.count(UNCONFIRMED) == 2, "where it says what it asks, and how we know"
    assert "It warns and holds nothing back, because it is unconfirmed." in told
    confirmed = block(get(CITY), "LDS-CODE-12W")
    assert "Unconfirmed" not in confirmed
    assert "Example City Council has confirmed it. We have not seen the text of this rule." in confirmed
    assert "a departure is explained and agreed" in confirmed
    assert UNCONFIRMED in block(get(CODE), "LDS-CODE-12W")


def test_r052_a_code_says_who_adopted_it_when_and_by_which_decision_or_is_for_reference_only(get):
    leeds = words(get(LEEDS))
    assert "Adopted on 18 April 2018. Executive Board, 18 April 2018, on the report" in leeds
    assert "the text of the decision was not found" in leeds
    invented = "Adopted on 1 January 2026. Invented decision of the Executive Board of Example City Council"
    assert invented in re.sub(r" (?=[.;])", "", words(get(CITY)))
    old = words(get("/rulebook/pack/national-compact-2009/2009"))
    assert "For reference only: it is in no rulebook here." in old


def test_r068_a_pack_shows_three_levels_from_principle_to_standard_to_rule(get):
    page = get(CODE)
    told = words(page)
    assert "4 principles. Under a principle stand its standards, and under a standard its rules." in told
    assert "Fairness Unconfirmed: its text was not found. Clear expectations of timelines" in told
    assert 'href="#LDS-CODE-12W"' in page.get_data(as_text=True).split("principles-commissioning-code")[1]
    assert "Principle and standard Fairness, Clear expectations of timelines" in block(page, "LDS-CODE-12W")


def test_r069_a_compact_that_lists_another_number_of_principles_than_it_says_is_shown_so(get):
    for page in (get("/rulebook/pack/compact-for-leeds/2017"), get(LEEDS)):
        told = words(page)
        assert "The text says in one place that there are 7 principles; it lists 8." in told
        assert "Maximising Social Impact Unconfirmed: its text was not found." in told
    headings = words(get("/rulebook/pack/working-together-code/2017"))
    assert "It asks nothing here, because its text was not found." in headings


def test_a_rule_says_its_stages_its_worked_examples_who_checked_it_and_what_is_left(get):
    page = get(CITY)
    told = block(page, "KD-28")
    stages = [one for one in library().route("decommission").stages if "KD-28" in one.gates]
    for part in (
        f"Stages that ask for it {stages[0].name}",
        "28 whole days, 13 January to 9 February",
        "Comes out: met; 10 February 2027 at the earliest.",
        "Comes out: not met; 11 February 2027 at the earliest.",
        "Checked by Rulebook editor, Fair Notice, on 24 November 2026, against the text as published.",
        "Use one of its exceptions, with the reason and the post.",
        "shown as “Required by law, not met”.",
    ):
        assert part in told, part
    assert f'href="{CITY}/routes/tender#decision-to-procure"' in page.get_data(as_text=True)
    assert "Somebody else has to agree" in block(page, "LDS-CODE-12W")


def test_figures_of_its_own_stand_beside_the_packs_with_who_decided_them_and_why(get):
    page = get("/rulebook/example-borough/2026")
    told = words(page)
    for part in (
        "Example Borough Council asks for 14 weeks (98 days); The Commissioning Code for 12 weeks (84 days). "
        "Stricter. Two organisations in three",
        "Consultation Principles 2018 for 12 weeks (84 days). Looser, with the explanation that was agreed.",
        "Decided: Invented decision of the Cabinet of Example Borough Council, 18 March 2026.",
        "These are not adopted: they ask nothing of Example Borough Council.",
    ):
        assert part in told, part
    rule = block(page, "LDS-CODE-12W")
    assert "14 weeks to respond to a consultation" in rule
    assert "14 is the own figure of Example Borough Council; in The Commissioning Code it is 12." in rule
    assert "Worked examples" not in rule


def test_shorter_paths_say_up_to_which_sum_and_what_they_leave_out(get):
    told = words(get(CITY))
    path = library().authorities["example-city"][0].paths["grant"][0]
    names = [library().route("grant").stage(slug).name for slug in path.leaves_out]
    assert f"Up to £{path.up_to:,} including VAT" in told
    assert f"these stages are left out: {', '.join(names)}." in told
    assert "Shorter paths" not in words(get(LEEDS))


def test_own_figures_are_never_taken_for_figures_of_a_code(get):
    page = words(get(LEEDS))
    assert "figures by which Leeds City Council plans. They are not figures of any code or law." in page
    assert "Time to bid 8 weeks (56 days)" in page
    assert words(get("/rulebook/example-borough/2026")).count("No figures of its own.") == 1


def test_a_search_keeps_the_rules_that_mention_every_word(get):
    found = get(f"{CITY}?q=KEY+notice")
    assert "KD-28" in anchors(found)
    assert "LDS-CODE-12W" not in anchors(found)
    none = get(f"{CITY}?q=<zebra>")
    assert "No rule mentions '<zebra>'." in words(none)
    assert "<zebra>" not in none.get_data(as_text=True)


def test_the_stages_of_a_route_stand_in_order_with_where_they_lead(get):
    route = library().route("decommission")
    page = get(f"{CITY}/routes/decommission")
    assert [one for one in anchors(page) if one] == [stage.slug for stage in route.stages]
    told = words(page)
    assert "Only where performance is the reason. If it is left out, with a recorded reason: Early" in told
    assert "At any stage it may be withdrawn, with a recorded reason." in told
    assert f'href="{CITY}#PSED"' in page.get_data(as_text=True)


def test_a_date_that_not_every_project_has_says_so(get):
    route = library().route("tender")
    told = words(get(f"{CITY}/routes/tender"))
    some = [event.title for event in route.events if event.when]
    assert some
    assert all(f"{title} (not in every project)" in told for title in some)
    assert told.count("(not in every project)") == len(some)


def test_the_picture_leads_past_a_stage_that_may_be_left_out():
    drawing = rulebook_route.diagram(library().route("decommission"))
    optional = [box for box in drawing.boxes if box.optional]
    assert [box.lines[0][1] for box in optional] == ["2. Improve first"]
    assert len(drawing.bypasses) == 1
    assert drawing.bypasses[0].start < optional[0].y < drawing.bypasses[0].end


def test_comparing_begins_with_a_summary_and_marks_what_differs(get):
    page = get("/rulebook/compare?from=leeds@2026&to=example-city@2026")
    told = words(page)
    assert re.search(r"\d+ rules? (added|removed|changed)(, \d+ (removed|changed))*\.", told)
    assert told.index("changed") < told.index("Choose what to compare")
    html = page.get_data(as_text=True)
    assert "<ins>Example City Council has confirmed it." in html
    assert "<del>Unconfirmed:" in html


def test_added_and_removed_rules_are_named_each_from_its_own_side():
    known = library()
    old, new = (known.packs[f"national-compact-{year}", year] for year in ("2009", "2010"))
    there, back = rulebook_compare.show(old, new, known), rulebook_compare.show(new, old, known)
    assert [told.rule for told in there.added] == list(new.rules)
    assert [told.rule for told in there.removed] == list(old.rules)
    assert [told.rule for told in back.added] == list(old.rules)
    same = rulebook_compare.show(old, old, known)
    assert same.summary == "No rule differs."


def test_a_change_of_period_is_told_word_by_word():
    known = library()
    pack = known.pack_of("KD-28")
    longer = [_with_days(rule, 35) if rule.id == "KD-28" else rule for rule in pack.rules]
    found = rulebook_compare.show(pack, pack.model_copy(update={"rules": tuple(longer)}), known)
    assert found.summary == "1 rule changed."
    (line,) = found.changed[0].lines
    assert line.label == "Period"
    assert "".join(text for text, differs in line.old if differs).strip() == "28"
    assert "".join(text for text, differs in line.new if differs).strip() == "35"


def test_figures_say_what_they_are_for_and_one_week_is_one_week():
    told = {name: tell(library().rule(name), library().pack_of(name), library()).figures for name in FIGURES}
    assert told == FIGURES


def test_a_check_that_lies_more_than_12_months_back_says_so():
    pack = library().pack_of("KD-28")
    for today, old in ((date(2027, 11, 24), False), (date(2027, 11, 25), True)):
        assert tell(pack.rules[0], pack, library(), today).check_is_old is old


def test_rules_of_which_only_one_holds_are_shown_beside_each_other():
    known = library()
    pack = known.pack_of("KD-28")
    group = Alternatives(
        fact="way",
        title="Which way",
        default="a",
        rules={"a": "KD-28", "b": "AG-5"},
        answers={"a": "Open", "c": "Shut"},
    )
    told = tell(pack.rules[0], pack.model_copy(update={"alternatives": (group,)}), known)
    assert told.one_of and told.one_of.answers == (
        ("Open, which holds if nothing is said", "KD-28"),
        ("Shut", ""),
        ("b", "AG-5"),
    )
    assert tell(pack.rules[0], pack, known).one_of is None


def test_every_rule_of_every_pack_can_be_told_in_words():
    known = library()
    for pack in known.packs.values():
        for rule in pack.rules:
            told = tell(rule, pack, known)
            assert all((told.applies, told.gate, told.evidence, told.source, told.in_force)), rule.id


@pytest.mark.parametrize(
    "path",
    [
        "/rulebook/nowhere/2026",
        "/rulebook/leeds/1900",
        "/rulebook/pack/nothing/2017",
        "/rulebook/pack/commissioning-code/1900",
        f"{LEEDS}/routes/nowhere",
        "/rulebook/compare?from=nowhere@2026&to=leeds@2026",
    ],
)
def test_an_address_of_nothing_answers_404(get, path):
    assert get(path, 404).status_code == 404


def _with_days(rule, n):
    return rule.model_copy(update={"period": rule.period.model_copy(update={"n": n})})


def test_good_practice_is_said_to_be_for_somebody_not_to_bind_them(get):
    told = block(get("/rulebook/pack/covenant-2025/2025"), "COV-PRINCIPLES")
    assert "It is for councils, NHS bodies and central government." in told
    assert "binds" not in told
