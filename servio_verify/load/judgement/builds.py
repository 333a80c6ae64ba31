"""Which build answered a load run, in the words of the other tiers (docs/verdict.md)."""

from collections.abc import Collection

from servio_verify.load.measure.builds import BuildsOverTime
from servio_verify.load.plan.where import Where
from servio_verify.target.builds import one_build


def problems(where: Where, builds: BuildsOverTime) -> list[str]:
    """Return why it was not one build that answered from start to end; nothing where it was, or where none is named."""
    return one_build.problems(where.environment, None, builds.looks)


def answered(builds: BuildsOverTime) -> dict[str, str]:
    """Return the build of each origin that named one."""
    found = {origin: one_build.most(getattr(builds.looks[0], origin)) for origin in one_build.ORIGINS}
    return {origin: build for origin, build in found.items() if build}


def line(builds: BuildsOverTime) -> str:
    """Return which build answered; empty where none was named."""
    told = [f"{origin} {build} ({builds.total(origin)} answers)" for origin, build in answered(builds).items()]
    return f"build: {', '.join(told)}, from start to end" if told else ""


def not_covered(where: Where, asked: Collection[str], builds: BuildsOverTime) -> list[str]:
    """Return of which origins, of those that were asked, nobody knows which build answered."""
    if where.build_source is None:
        return [f"which build answered: {where.environment!r} does not say where its build is told (build)"]
    source, named = f"(build = {where.build_source!r})", answered(builds)
    untold = {origin: told for origin, told in one_build.ORIGINS.items() if origin in asked and origin not in named}
    nameless = [told for origin, told in untold.items() if builds.is_no_build(origin)]
    if nameless:
        return [f"which build answered: {' and '.join(nameless)} never said the same, so that is no build {source}"]
    if not named:
        return [f"which build answered: no answer named one {source}"]
    return [f"which build answered: no answer of {told} named one {source}" for told in untold.values()]
