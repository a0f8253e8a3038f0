"""What is typed into a form is kept as it is, but for marks that nobody sees."""

from __future__ import annotations

import pytest

from web.forms import Form


@pytest.mark.parametrize(
    "typed, kept",
    [
        ("  Café, 5 o’clock 😀 ", "Café, 5 o’clock 😀"),
        ("المساء أفضل", "المساء أفضل"),
        ("harmless\u202efdp.exe", "harmlessfdp.exe"),
        ("a\0b\r\nc", "ab\nc"),
    ],
)
def test_text_of_any_script_is_kept_and_marks_that_turn_it_round_are_not(typed: str, kept: str) -> None:
    form = Form({"said": typed})
    assert form.text("said") == kept and form.errors == {}
