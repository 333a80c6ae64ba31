"""Allure's facts of a whole run: its environment, who ran it, and the verdict as attachments."""

import json
from collections.abc import Mapping
from pathlib import Path

from servio_verify.reporting import terminal, text
from servio_verify.reporting.allure import check_results
from servio_verify.results.model import Result
from servio_verify.run import ci_job as pipelines
from servio_verify.run.ci_job import Pipeline
from servio_verify.run.files import VERDICT

_OF_THE_RUN = (
    ("readiness.svg", "readiness over time", "image/svg+xml"),
    ("load/load.svg", "load over time", "image/svg+xml"),
    ("load/load.txt", "load", "text/plain"),
)
"""Files of the run's folder that are about the run as a whole."""

_EXTENSIONS = {"text/plain": "txt", "text/csv": "csv", "application/json": "json"}


def write(result: Result, folder: Path, process: Mapping[str, str]) -> None:
    """Write into a folder of Allure results; `process` is the process environment, for who ran it."""
    folder.mkdir(parents=True, exist_ok=True)
    facts = {
        "Verdict": result.verdict,
        "Environment": result.environment,
        "Web": result.web_url,
        "API": result.api_url,
        "Build": result.attestation.build or "not contents",
        "Run": result.run,
        **result.versions,
    }
    lines = [f"{name}={value}".replace("\\", "\\\\") for name, value in facts.items()]
    (folder / "environment.properties").write_text("\n".join(lines) + "\n", encoding="utf-8")
    pipeline = pipelines.of(process)
    if pipeline:
        (folder / "executor.json").write_text(json.dumps(_executor(pipeline)), encoding="utf-8")
    check_results.complete(result, folder, pipeline)
    _attach(result, folder)


def _executor(pipeline: Pipeline) -> dict[str, str]:
    return {"name": pipeline.name, "type": pipeline.kind, "buildName": pipeline.build, "buildUrl": pipeline.url}


def _attach(result: Result, folder: Path) -> None:
    """Attach the verdict to the run as a whole, in Allure 3's form for that (`…-globals.json`)."""
    lines = "\n".join([text.title(result), *terminal.lines(result)])
    whole = result.model_dump_json(indent=2, by_alias=True)
    attachments = []
    contents = (
        ("verdict", "text/plain", lines),
        ("attestation", "text/csv", _attestation(result)),
        (VERDICT, "application/json", whole),
    )
    for name, kind, content in contents:
        source = f"{result.run}-{name.replace('.', '-')}-attachment.{_EXTENSIONS[kind]}"
        (folder / source).write_text(content, encoding="utf-8")
        attachments.append({"name": name, "type": kind, "source": source})
    for path, name, kind in _OF_THE_RUN:
        if (file := folder.parent / path).is_file():
            source = f"{result.run}-{file.name}-attachment{file.suffix}"
            (folder / source).write_bytes(file.read_bytes())
            attachments.append({"name": name, "type": kind, "source": source})
    (folder / f"{result.run}-globals.json").write_text(json.dumps({"attachments": attachments}), encoding="utf-8")


def _attestation(result: Result) -> str:
    """Return how many answers named which build, as a table: a row for each origin of each look."""
    rows = [
        f"{look.when},{look.at:%H:%M:%S},{origin},{build},{count}"
        for look in result.attestation.looks
        for origin, shares in (("web", look.web), ("API", look.api))
        for build, count in (shares or {"not contents": 0}).items()
    ]
    return "\n".join(["when,at (UTC),origin,build,answers", *rows]) + "\n"
