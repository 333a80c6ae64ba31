"""The settings for Next.js in docs/environments.md find the build in pages as Next.js makes them."""

import re
import tomllib

import httpx
import pytest

from selftest.support.processes import ROOT
from servio_verify.environments.model import Environment
from servio_verify.traffic import build_source

BUILD = "5f3c1a9e2b7d"
SCRIPT = '<script>self.__next_f.push([1,"%s"])</script>'
"""How Next.js writes flight data into a page: a string of JavaScript, its quotes escaped."""

PAGES = {
    "dpl": f'<link rel="stylesheet" href="/_next/static/chunks/0a1b.css?v=2&amp;dpl={BUILD}" data-precedence="next"/>'
    f'<script src="/_next/static/chunks/1f2e.js?dpl={BUILD}" async=""></script>',
    "flight": SCRIPT % f'0:{{\\"P\\":null,\\"b\\":\\"{BUILD}\\",\\"p\\":\\"\\"}}',
    "flight of Next.js 14": SCRIPT % f'2:[\\"$\\",\\"$L3\\",null,{{\\"buildId\\":\\"{BUILD}\\"}}]',
    "pages router": f'<script id="__NEXT_DATA__" type="application/json">{{"page":"/","buildId":"{BUILD}"}}</script>',
}
RECIPE_OF = {"dpl": "dpl", "flight": '"b', "flight of Next.js 14": "buildId", "pages router": "buildId"}


def recipes() -> list[str]:
    lines = re.findall(r"\| `(build = 'asset:.*')` \|", (ROOT / "docs/environments.md").read_text())
    return [str(tomllib.loads(line)["build"]) for line in lines]


@pytest.mark.parametrize("page", PAGES)
def test_a_recipe_finds_the_build_and_no_other_finds_another(page: str) -> None:
    found = {recipe: build_source.read(recipe, httpx.Response(200, text=PAGES[page])) for recipe in recipes()}
    assert len(found) == 3
    assert [recipe for recipe, build in found.items() if build == BUILD and RECIPE_OF[page] in recipe]
    assert set(found.values()) <= {BUILD, None}


@pytest.mark.parametrize("recipe", recipes())
def test_a_recipe_is_a_valid_setting(recipe: str) -> None:
    Environment(name="x", web_url="https://x.example", api_url="https://y.example", build=recipe)
