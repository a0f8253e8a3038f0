"""Award notices that a command takes in stand where an officer looks, apart from what is invented."""

from __future__ import annotations

from typing import Any

from tests.integration.web.test_commissioners import Desk
from tests.integration.web.test_ground_awards import invented_award
from tests.support.city import add_body, build
from workflow.commands.import_register import body_for_registers, import_register


def test_r026_an_officer_finds_awards_that_a_command_imported_and_a_real_body_gets_its_own(
    sqlite_url: str, tmp_path: Any
) -> None:
    city = build(sqlite_url, tmp_path)
    desk, page = Desk(city, "officer"), "/agreements/imported"
    assert "No records yet." in desk.read(page) and page not in desk.client.get("/agreements").text
    apart = body_for_registers(city.services)
    told = {"kind": "awards", "services": city.services, "source": "Example Portal"}
    import_register(file=invented_award("2027-03-31"), body=apart.id, **told)
    assert "1 real record was imported by command." in desk.read("/agreements")
    assert f'href="{page}"' in desk.client.get("/agreements").text
    found = desk.read(page)
    for said in ("Lunch clubs", "ocds-x-1", "Example Group", "Example City Council", "31 March 2027"):
        assert said in found, said
    assert "Lunch clubs" not in desk.read("/agreements"), "none stands among the demonstration's own"
    assert body_for_registers(city.services).id == apart.id, "again it goes to the same place"
    real = add_body(city.services, "Example Real Council", "example-real", demonstration=False)
    into = body_for_registers(city.services)
    assert into.id == real.body
    import_register(file=invented_award("2028-03-31"), body=into.id, **told)
    assert "Lunch clubs" in Desk(real, "officer").read("/agreements")
