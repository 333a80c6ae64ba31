"""What Allure shows of a whole run: its environment, who ran it, and the verdict as attachments."""

import json
from collections.abc import Mapping
from pathlib import Path

from servio_verify.render import terminal, text
from servio_verify.result import FILE, Result


def write(result: Result, folder: Path, process: Mapping[str, str]) -> None:
    """Write into a folder of Allure results; `process` is the process environment, for who ran it."""
    folder.mkdir(parents=True, exist_ok=True)
    facts = {
        "Verdict": result.verdict,
        "Environment": result.environment,
        "Web": result.web_url,
        "API": result.api_url,
        "Build": result.attestation.build or "not told",
        "Run": result.run,
    }
    lines = [f"{name}={value}".replace("\\", "\\\\") for name, value in facts.items()]
    (folder / "environment.properties").write_text("\n".join(lines) + "\n", encoding="utf-8")
    if process.get("GITHUB_RUN_ID"):
        (folder / "executor.json").write_text(json.dumps(_executor(process)), encoding="utf-8")
    _attach(result, folder)


def _executor(process: Mapping[str, str]) -> dict[str, str]:
    repository = f"{process.get('GITHUB_SERVER_URL', '')}/{process.get('GITHUB_REPOSITORY', '')}"
    return {
        "name": "GitHub Actions",
        "type": "github",
        "buildName": f"{process.get('GITHUB_WORKFLOW', '')} #{process.get('GITHUB_RUN_NUMBER', '')}",
        "buildUrl": f"{repository}/actions/runs/{process['GITHUB_RUN_ID']}",
    }


def _attach(result: Result, folder: Path) -> None:
    """Attach the verdict to the run as a whole, in Allure 3's form for that (`…-globals.json`)."""
    lines = "\n".join([text.title(result), *terminal.lines(result)])
    whole = result.model_dump_json(indent=2, by_alias=True)
    attachments = []
    for name, kind, content in (("verdict", "text/plain", lines), (FILE, "application/json", whole)):
        source = f"{result.run}-{Path(name).stem}-attachment.{'json' if kind.endswith('json') else 'txt'}"
        (folder / source).write_text(content, encoding="utf-8")
        attachments.append({"name": name, "type": kind, "source": source})
    (folder / f"{result.run}-globals.json").write_text(json.dumps({"attachments": attachments}), encoding="utf-8")
