"""`rulebook`, as people and scripts ask it."""

from __future__ import annotations

import argparse
import io
import json
from datetime import date
from pathlib import Path

import pytest

from workflow.commandline.rulebooks import add_parser
from workflow.errors import BadRequest
from workflow.rulebook.library import SHIPPED, library


def ask(*words: str) -> tuple[int, str]:
    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers())
    args = parser.parse_args(["rulebook", *words])
    out = io.StringIO()
    return args.run(args, io.StringIO(), out), out.getvalue()


def test_list_names_every_rulebook_and_says_which_is_invented() -> None:
    status, out = ask("list")
    assert status == 0
    assert "example-city@2026  Example City Council (invented)\n" in out
    assert "leeds@2026  Leeds City Council\n" in out
    assert {one["id"] for one in json.loads(ask("list", "--json")[1])["rulebooks"]} == {
        "example-borough",
        "example-city",
        "leeds",
    }


def test_show_says_force_source_and_what_is_unconfirmed() -> None:
    _status, out = ask("show", "leeds")
    rule = out.split("LDS-CODE-12W")[1].split("LDS-CODE-3M")[0]
    assert "Code: comply or explain" in rule
    assert "12 weeks" in rule
    assert "Source: Leeds Commissioning Code of Practice" in rule
    assert "Unconfirmed: we have not seen the text of this rule." in rule
    confirmed = ask("show", "example-city@2026")[1].split("LDS-CODE-12W")[1].split("LDS-CODE-3M")[0]
    assert "Unconfirmed" not in confirmed


def test_show_as_json_gives_each_rule_with_its_period() -> None:
    rules = {rule["id"]: rule for rule in json.loads(ask("show", "leeds", "--json")[1])["rules"]}
    assert rules["KD-28"]["force"] == "law"
    assert rules["KD-28"]["period"]["n"] == 28
    assert [name for name, rule in rules.items() if rule["unconfirmed"] and rule["force"] == "code"] == [
        "LDS-CODE-12W",
        "LDS-CODE-3M",
    ]


def test_show_knows_packs_too_even_those_of_the_past() -> None:
    assert "In force from 1 May 2000 to 15 December 2009" in ask("show", "national-compact-1998")[1]


@pytest.mark.parametrize("name", ["nobody", "leeds@1066", "national-compact-1998@1066"])
def test_show_refuses_a_name_it_does_not_know(name: str) -> None:
    with pytest.raises(BadRequest, match="Known: "):
        ask("show", name)


def test_validate_says_that_a_file_is_sound() -> None:
    status, out = ask("validate", str(SHIPPED / "routes" / "tender.yaml"))
    assert (status, out) == (0, f"{SHIPPED / 'routes' / 'tender.yaml'} is sound.\n")


def test_validate_tells_each_fault_in_a_line_and_answers_1(tmp_path: Path) -> None:
    pack = (SHIPPED / "packs" / "commissioning-code.yaml").read_text(encoding="utf-8")
    file = tmp_path / "mine.yaml"
    file.write_text(pack.replace("n: 12, method: weeks", "n: many, method: fort"), encoding="utf-8")
    status, out = ask("validate", str(file))
    assert status == 1
    assert [line.split(": ")[1] for line in out.splitlines()] == ["key 'method'", "key 'n'"]
    assert all(line.startswith(f"{file}:") for line in out.splitlines())
    status, out = ask("validate", str(file), "--json")
    told = json.loads(out)
    assert (status, told["sound"], [fault["key"] for fault in told["faults"]]) == (1, False, ["method", "n"])


def test_validate_prints_what_is_odd_in_a_text_as_a_note_and_answers_0() -> None:
    file = str(SHIPPED / "packs" / "compact-for-leeds.yaml")
    status, out = ask("validate", file)
    note, sound = out.splitlines()
    assert status == 0
    assert note.startswith(f"Note: {file}:")
    assert "the text says 7 principles and lists 8" in note
    assert sound == f"{file} is sound."
    told = json.loads(ask("validate", file, "--json")[1])
    assert (told["sound"], [one["key"] for one in told["notes"]]) == (True, ["principles_said"])


def test_validate_holds_back_an_edition_whose_worked_example_comes_out_otherwise(tmp_path: Path) -> None:
    pack = (SHIPPED / "packs" / "commissioning-code.yaml").read_text(encoding="utf-8")
    file = tmp_path / "mine.yaml"
    file.write_text(pack.replace("required: 2026-07-06", "required: 2026-07-08", 1), encoding="utf-8")
    status, out = ask("validate", str(file))
    assert status == 1
    said = "value '2026-07-08' was expected, and 2026-07-06 came out"
    assert f"key 'required': {said} — mend the rule or the example" in out
    assert "is sound" not in out


def test_show_says_who_adopted_which_edition_when_and_by_which_decision() -> None:
    _status, out = ask("show", "leeds")
    assert "commissioning-code@2017  The Commissioning Code. Adopted on 18 April 2018. Executive Board" in out
    assert "the text of the decision was not found." in out
    assert "Law: it needs no decision to adopt it." in out
    told = {one["pack"]: one for one in json.loads(ask("show", "leeds", "--json")[1])["adopted"]}
    assert told["commissioning-code"]["adopted_on"] == "2018-04-18"


def test_show_says_figures_of_its_own_beside_the_packs_and_what_is_for_reference() -> None:
    _status, out = ask("show", "example-borough")
    said = (
        "Example Borough Council asks for 14 weeks (98 days); The Commissioning Code for 12 weeks (84 days)."
    )
    assert f"  LDS-CODE-12W  {said} Two organisations in three" in out
    assert "Explained: Agreed with the borough's voluntary sector assembly" in out
    assert "papers and call-in. For reference only: no decision to adopt it is recorded." in out
    told = json.loads(ask("show", "example-borough", "--json")[1])
    figures = [(one["rule"], one["n"], one["pack_n"], one["looser"]) for one in told["figures"]]
    assert figures == [("LDS-CODE-12W", 14, 12, False), ("CP-FEEDBACK-12W", 16, 12, True)]
    assert "LDS-PAPERS-5WD" not in {rule["id"] for rule in told["rules"]}


def test_show_says_the_levels_of_a_pack_and_who_checked_each_rule() -> None:
    _status, out = ask("show", "commissioning-code")
    assert "  Fairness. Unconfirmed: its text was not found.\n    Clear expectations of timelines." in out
    assert "Stands under: Fairness, Clear expectations of timelines\n" in out
    assert "Checked: Rulebook editor, Fair Notice, on 24 November 2026, against nothing" in out
    _status, out = ask("show", "compact-for-leeds")
    assert "The text says in one place that there are 7 principles; it lists 8." in out
    assert "It asks nothing here: its text was not found." in out


def test_validate_asks_for_a_file_that_is_there(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="Name a rulebook file"):
        ask("validate", str(tmp_path / "missing.yaml"))


def test_diff_says_which_rules_are_new_gone_or_changed_and_in_what(tmp_path: Path) -> None:
    pack = (SHIPPED / "packs" / "commissioning-code.yaml").read_text(encoding="utf-8")
    file = tmp_path / "mine.yaml"
    file.write_text(pack.replace("n: 12,", "n: 13,").replace("LDS-CODE-3M", "LDS-CODE-4M"), encoding="utf-8")
    status, out = ask("diff", "commissioning-code@2017", str(file))
    assert status == 0
    assert "Changed: LDS-CODE-12W  12 weeks to respond to a consultation\n  period.n: 12 -> 13\n" in out
    assert "Gone: LDS-CODE-3M" in out and "New: LDS-CODE-4M" in out
    told = json.loads(ask("diff", "commissioning-code", str(file), "--json")[1])["changes"]
    assert [(one["rule"], one["what"]) for one in told] == [
        ("LDS-CODE-12W", "changed"),
        ("LDS-CODE-3M", "removed"),
        ("LDS-CODE-4M", "added"),
    ]


def test_diff_of_one_with_itself_says_that_they_ask_the_same() -> None:
    assert "They ask the same." in ask("diff", "leeds@2026", "leeds")[1]
    assert "New: NC-2009-REFRESH" in ask("diff", "national-compact-1998", "national-compact-2009")[1]


@pytest.mark.parametrize("name", ["nobody", "no-such-file.yaml"])
def test_diff_refuses_a_name_it_does_not_know(name: str) -> None:
    with pytest.raises(BadRequest, match="Known: "):
        ask("diff", "leeds", name)


@pytest.mark.parametrize("route", ["tender", "decommission"])
def test_diagram_leads_through_every_stage_to_an_ending(route: str) -> None:
    status, out = ask("diagram", "leeds@2026", route)
    stages = library().route(route).stages
    assert status == 0
    assert "stateDiagram-v2" in out
    for number, stage in enumerate(stages, 1):
        following = f"s{number + 1}" if number < len(stages) else "[*]"
        assert f"    s{number} : {stage.name}\n" in out
        assert f"    s{number} --> {following}" in out
    adopted = library().rulebook("leeds", date.max).rules
    asked = {gate for stage in stages for gate in stage.gates}
    assert {gate for gate in asked if gate in out} == asked & adopted.keys()


def test_diagram_refuses_a_route_it_does_not_know() -> None:
    with pytest.raises(BadRequest, match="Known: decommission, grant, health, renew-or-vary, tender"):
        ask("diagram", "leeds", "raffle")
