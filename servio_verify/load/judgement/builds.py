"""Which build answered a load run, in the words of the other tiers (docs/verdict.md)."""

from servio_verify.load.measure.builds import BuildsOverTime
from servio_verify.load.plan.where import Where
from servio_verify.target.builds import one_build


def problems(where: Where, builds: BuildsOverTime) -> list[str]:
    """Return why it was not one build that answered from start to end; nothing where it was, or where none is named."""
    return one_build.problems(where.environment, None, builds.looks)


def answered(builds: BuildsOverTime) -> dict[str, str]:
    """Return the build of each origin that named one."""
    found = {origin: one_build.most(getattr(builds.first, origin)) for origin in one_build.ORIGINS}
    return {origin: build for origin, build in found.items() if build}


def line(builds: BuildsOverTime) -> str:
    """Return which build answered; empty where none was named."""
    told = [f"{origin} {build} ({builds.total(origin)} answers)" for origin, build in answered(builds).items()]
    return f"build: {', '.join(told)}, from start to end" if told else ""


def not_covered(where: Where, builds: BuildsOverTime) -> list[str]:
    """Return that nobody knows which build answered, where that is so."""
    if answered(builds):
        return []
    if where.build_source is None:
        return [f"which build answered: {where.environment!r} does not say where its build is told (build)"]
    return [f"which build answered: no answer named one (build = {where.build_source!r})"]
