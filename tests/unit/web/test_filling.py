"""A form is filled in again with what was typed: every kind of field, and nothing else changes."""

from __future__ import annotations

import pytest

from web.filling import fill_in

PAGE = """<!doctype html>
<html lang="en"><head><title>A &amp; B</title><script>if (1 < 2) { go("&amp;"); }</script></head>
<body><!-- note --><svg viewBox="0 0 1 1"><path d="M0 0"/></svg>
<form><input type="hidden" name="csrf_token" value="fresh"><input type="hidden" name="version" value="2">
<input name="title" value="old &quot;one&quot;" required><br/>
<textarea name="text" rows="5">
old &lt;text&gt;</textarea>
<select name="who"><option value="a" selected>A</option><option value="b">B</option></select>
<input type="radio" name="yes" value="no" checked><input type="radio" name="yes" value="yes">
<input type="checkbox" name="many" value="1"><input type="checkbox" name="many" value="2">
<input type="password" name="password"><input type="file" name="file"></form></body></html>
"""


def test_without_answers_the_page_is_as_it_was():
    assert fill_in(PAGE, {}) == PAGE


@pytest.mark.parametrize(("answers", "there"), [
    ({"title": ['"><script>x']}, 'value="&quot;&gt;&lt;script&gt;x"'),
    ({"text": ["</textarea><b>\nnew"]}, 'rows="5">\n&lt;/textarea&gt;&lt;b&gt;\nnew</textarea>'),
    ({"who": ["b"]}, '<option value="a">A</option><option value="b" selected>B</option>'),
    ({"yes": ["yes"]}, 'value="no"><input type="radio" name="yes" value="yes" checked>'),
    ({"many": ["1", "2"]}, 'value="1" checked><input type="checkbox" name="many" value="2" checked>'),
    ({"version": ["1"]}, 'name="version" value="1"'),
])  # fmt: skip
def test_each_kind_of_field_gets_its_answer_escaped(answers, there):
    assert there in fill_in(PAGE, answers)


def test_the_page_keeps_its_own_token_and_no_secret_is_filled_in():
    made = fill_in(PAGE, {"csrf_token": ["stale"], "password": ["secret"], "file": ["x"], "unknown": ["y"]})
    assert made == PAGE
