"""The documentation holds together: links lead somewhere, and shown values are accepted."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from pilotlight.codegen.chart_values import ChartValues
from pilotlight.codegen.outputs import REPOSITORY

PAGES = sorted(
    page
    for folder, pattern in ((".", "*.md"), ("docs", "**/*.md"), ("charts", "**/*.md"))
    for page in (REPOSITORY / folder).glob(pattern)
)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_FENCE = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)


def links(page: Path) -> Iterator[tuple[Path, str]]:
    """Files and anchors of the repository that a page links to."""
    for target in _LINK.findall(_FENCE.sub("", page.read_text(encoding="utf-8"))):
        if "://" not in target and not target.startswith("mailto:"):
            path, _, anchor = target.partition("#")
            yield (page.parent / path).resolve() if path else page, anchor


def anchors(page: Path) -> set[str]:
    """What headings can be linked to, as the usual renderers name them."""
    headings = re.findall(r"^#+ (.+)$", _FENCE.sub("", page.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", it.strip().lower()).replace(" ", "-") for it in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda it: str(it.relative_to(REPOSITORY)))
def test_every_link_leads_somewhere(page: Path) -> None:
    broken = [
        f"{target.relative_to(REPOSITORY)}#{anchor}"
        for target, anchor in links(page)
        if not target.exists() or (anchor and anchor not in anchors(target))
    ]
    assert broken == []


def test_values_that_the_installation_page_shows_are_accepted() -> None:
    page = (REPOSITORY / "docs/how-to/install.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    assert blocks
    for block in blocks:
        values = yaml.safe_load(block.replace("sha256:…", "sha256:" + "0" * 64))
        ChartValues.model_validate(values)


def test_what_the_pages_quote_from_a_story_is_in_one() -> None:
    told = {
        line
        for story in (REPOSITORY / "tests/story/testdata").glob("*.story")
        for line in story.read_text("utf-8").splitlines()
    }
    quoted = {
        line
        for page in PAGES
        for line in page.read_text("utf-8").splitlines()
        if re.match(r"[ \d]{4} s  \S", line)
    }
    assert quoted
    assert quoted - told == set()
