"""The look is unbranded, asks nothing of other sites, and needs neither inline styles nor inline scripts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

WEB = Path(__file__).parents[2] / "web"
STATIC = WEB / "static"
VENDOR = STATIC / "vendor"
STYLES = sorted(STATIC.rglob("*.css"))
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
NAMESPACES = ("http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink", "http://www.w3.org/2005/Atom")


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_the_styles_are_of_the_version_that_the_licence_file_names() -> None:
    licences = text(VENDOR / "LICENCES.md")
    assert '--govuk-frontend-version: "6.3.0"' in text(VENDOR / "app.css")
    assert "govuk-frontend 6.3.0" in licences
    assert "Permission is hereby granted, free of charge" in licences


@pytest.mark.parametrize("path", STYLES, ids=lambda p: p.name)
def test_no_typeface_of_another_brand_is_named_or_fetched(path: Path) -> None:
    assert "gds transport" not in text(path).lower()
    assert "@font-face" not in text(path)


def test_no_crown_crest_or_font_file_is_shipped() -> None:
    kept = {".css", ".js", ".svg", ".md"}
    files = [path for path in STATIC.rglob("*") if path.is_file()]
    assert [path.name for path in files if path.suffix not in kept] == []
    assert [path.name for path in files if re.search("crown|crest|govuk-icon|opengraph", path.name)] == []


@pytest.mark.parametrize("path", STYLES + TEMPLATES, ids=lambda p: str(p.relative_to(WEB)))
def test_nothing_is_fetched_from_another_site(path: Path) -> None:
    words = text(path)
    for namespace in NAMESPACES:
        words = words.replace(namespace, "")
    assert re.findall(r"""(?:src|srcset|action|data)=["'](?:https?:)?//""", words) == []
    assert [url for url in re.findall(r"url\(([^)]*)\)", words) if not url.startswith("#")] == []
    assert "@import" not in words
    assert re.findall(r"""<link[^>]*href=["'](?:https?:)?//""", words) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(WEB)))
def test_a_strict_content_security_policy_holds(path: Path) -> None:
    words = text(path)
    assert re.findall(r"\sstyle=|<style|\son[a-z]+=|javascript:", words) == []
    assert [tag for tag in re.findall(r"<script[^>]*>", words) if "nonce" not in tag] == []
    assert re.findall(r"\|\s*safe\b|Markup|autoescape false", words) == []


def test_the_styles_and_scripts_of_a_first_visit_stay_under_100_kilobytes() -> None:
    fetched = ("vendor/app.css", "vendor/govuk-frontend.min.js", "app-own.css", "favicon.svg")
    assert sum((STATIC / name).stat().st_size for name in fetched) < 100_000
