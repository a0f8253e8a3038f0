"""Texts that would like to run: an element, an attribute, an address, a formula, a header, a calendar."""

from __future__ import annotations

MARK = "zqx"
"""Stands in each text, so that what came out of it is known again."""
FORMULAS = ("=", "+", "-", "@", "\t", "\r")
BREAKS = frozenset({"VALARM", "STANDARD", "DAYLIGHT"})
_ELEMENTS = ("script", "img", "svg", "iframe", "body", "input", "details", "video", "math", "style", "object")
_EVENTS = ("onerror", "onload", "onfocus", "onmouseover", "ontoggle", "onanimationstart")
PAYLOADS = (
    *(f"<{each} onerror=zqx()>" for each in _ELEMENTS),
    *(f'" {each}="zqx()' for each in _EVENTS),
    *(f"' {each}='zqx()" for each in _EVENTS),
    "<zqx>",
    "<script>zqx()</script>",
    "</script><script>zqx()</script>",
    "</title><script>zqx()</script>",
    "</textarea><script>zqx()</script>",
    "<!--><script>zqx()</script>-->",
    "<![CDATA[<script>zqx()</script>]]>",
    "<sCrIpT>zqx()</ScRiPt>",
    "<scr<script>ipt>zqx()</scr</script>ipt>",
    "javascript:zqx()",
    " JaVaScRiPt:zqx()",
    "data:text/html,<script>zqx()</script>",
    "{{ zqx }}{{ 7*7 }}",
    "{% raw %}zqx",
    "${zqx} #{zqx} %(zqx)s {zqx}",
    "&lt;script&gt;zqx()&lt;/script&gt;",
    "&#60;script&#62;zqx()",
    "\u003cscript\u003ezqx()",
    "=zqx+1",
    "+zqx+1",
    "-zqx-1",
    "@zqx(1)",
    '=HYPERLINK("http://zqx.example";"x")',
    "=cmd|'/c zqx'!A1",
    "zqx\nBcc: someone@zqx.example",
    "zqx\r\nX-Zqx: 1",
    "zqx\r\nEND:VEVENT\r\nBEGIN:VALARM",
    "zqx;zqx,zqx\\nEND:VCALENDAR",
    "zqx\u2028zqx\u2029zqx",
    "zqx\u202egpj.exe",
    "zqx\u0085zqx",
    "'; DROP TABLE zqx; --",
    '"zqx","zqx"',
    "../../zqx",
)
