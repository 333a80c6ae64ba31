"""Where a deployment names its build: the known places are found, and the setting that reads them is proposed."""

import pytest

from selftest.support.small_server import Said, only, serving
from servio_verify.doctor.attempts import Deadline
from servio_verify.doctor.finding import Mark
from servio_verify.doctor.looks import answers, builds
from servio_verify.environments.model import Environment

COMMIT = "5f3c1a9e2b7d"
HTML = {"Content-Type": "text/html"}
JSON = {"Content-Type": "application/json"}
NOTHING: Said = (200, HTML | {"X-Powered-By": "Next.js", "X-Build-Time": "12:00"}, "<title>Bistro</title>")


def page(body: str) -> dict[str, Said]:
    return {"/": (200, HTML, body)}


@pytest.mark.parametrize(
    ("web", "line"),
    [
        ({"/health": (200, {"X-Git-Sha": COMMIT}, "ok")}, 'build = "header:X-Git-Sha"'),
        (
            {"/health": (200, JSON, f'{{"data": {{"build": "{COMMIT}", "buildTime": "12"}}}}')},
            'build = "json:data.build"',
        ),
        (page(f'<script src="/_next/a.js?v=1&dpl={COMMIT}"></script>'), r"build = 'asset:[?&;]dpl=([\w.-]+)'"),
        (
            page(f'self.__next_f.push([1,"0:{{\\"b\\":\\"{COMMIT}\\"}}"])'),
            r"""build = 'asset:\\?"b\\?":\\?"([\w.-]+)'""",
        ),
        (page(f'{{"buildId":"{COMMIT}"}}'), r"""build = 'asset:\\?"buildId\\?":\\?"([\w.-]+)'"""),
        (
            page(f'<link href="/assets/{COMMIT}/a.css">'),
            'build = "asset:/(?:assets|static|_app|dist)/([0-9a-f]{7,40})/"',
        ),
    ],
)
def test_each_known_place_is_proposed(web: dict[str, Said], line: str) -> None:
    with serving(only(web, NOTHING)) as url:
        environment = Environment(name="here", web_url=url, api_url=url)
        seen = answers.look(environment, "web app", url, ("/health", "/"), Deadline(9))
        found = builds.look(environment, [seen], "/health")
        assert found.mark is Mark.DOUBT
        assert found.advice == f"set {line}   # tells {COMMIT} (web app)"
        source = builds.places([seen], "/health")[0].source
        set_so = Environment(name="here", web_url=url, api_url=url, build=source)
        assert builds.look(set_so, [seen], "/health").found == f"{COMMIT} by {source}, at web app"


def test_no_place_is_proposed_where_none_tells_a_build() -> None:
    with serving(only({}, NOTHING)) as url:
        environment = Environment(name="here", web_url=url, api_url=url)
        seen = answers.look(environment, "web app", url, ("/health", "/"), Deadline(9))
        assert "no known place tells one" in builds.look(environment, [seen], "/health").found


def test_two_builds_are_told() -> None:
    with (
        serving(only({}, (200, {"X-Build": COMMIT}, "ok"))) as web,
        serving(only({}, (200, {"X-Build": "0ld0ld0"}, "ok"))) as api,
    ):
        environment = Environment(name="here", web_url=web, api_url=api, build="header:X-Build")
        seen = [
            answers.look(environment, name, url, ("/health", "/"), Deadline(9))
            for name, url in (("web app", web), ("API", api))
        ]
        assert builds.look(environment, seen, "/health").found == f"two builds: web app {COMMIT}, API 0ld0ld0"
