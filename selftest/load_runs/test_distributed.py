"""A master and workers as the recipes in deploy/ run them."""

from pathlib import Path

import pytest

from selftest.support.load_runs import Place, serving
from selftest.support.recipes import image_folder, load


@pytest.fixture
def suite(tmp_path: Path) -> Place:
    return image_folder(tmp_path)


def test_a_whole_run_is_judged_whoever_ends_first(suite: Place, clean_environ: dict[str, str]) -> None:
    with serving(p95=100) as target, load(suite, clean_environ, target.url) as run:
        ended = run.end()
        codes = [worker.returncode for worker in run.workers]
    ended.need_quiet()
    assert (ended.code, codes) == (0, [0, 0]), ended.output + ended.errors
    assert ended.told["generators"] == 2
    assert {"load.json", "load.svg", "load.txt", "locust.html"} <= {file.name for file in ended.folder.iterdir()}
    assert "stopping" not in ended.errors


def test_workers_that_are_stopped_first_end_the_run_gently(suite: Place, clean_environ: dict[str, str]) -> None:
    with serving(p95=100) as target, load(suite, clean_environ, target.url, seconds=60) as run:
        run.wait_for_load(target.url)
        run.stop_workers()
        ended = run.end()
    ended.need_quiet()
    assert ended.code == 10, ended.output + ended.errors
    assert "was told to stop" in ended.first_reason
    assert sum(row["requests"] for row in ended.told["endpoints"]) == len(target.truth["milliseconds"])


def test_a_killed_worker_is_missed_though_the_others_are_stopped_at_once(
    suite: Place, clean_environ: dict[str, str]
) -> None:
    with serving(p95=100) as target, load(suite, clean_environ, target.url, seconds=60) as run:
        run.wait_for_load(target.url)
        run.workers[0].kill()
        run.stop_workers()
        ended = run.end()
    assert ended.code == 11, ended.output + ended.errors
    assert "was lost" in ended.first_reason
