"""The real readers: each is given a dotenv file and an otherwise empty environment, and says what it took.

A reader's answer is a table of keys and values, or None where it refuses the whole file. Run as a program it writes
the answers of all of them for every case (`record.sh` installs what that needs).
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from dotenv import dotenv_values

Answer = dict[str, str] | None

_CLEAN = {"PATH": os.environ.get("PATH", ""), "HOME": "/home/somebody"}
_SHELL = """
for file in "$1"/*; do
  (set -a; . "$file" >/dev/null 2>&1 </dev/null; printf '<%s>\\0' "${file##*/}"; env -0) || :
done
"""
_NODE = """
const fs = require('fs'), path = require('path'), {processEnv} = require(process.argv[1]);
const own = {...process.env}, all = {};
for (const name of fs.readdirSync(process.argv[2])) {
  for (const key of Object.keys(process.env)) delete process.env[key];
  Object.assign(process.env, own);
  const files = [{path: name, contents: fs.readFileSync(path.join(process.argv[2], name), 'utf8'), env: {}}];
  all[name] = processEnv(files, '.', console, true)[1];
}
console.log(JSON.stringify(all));
"""
_IGNORED = {"PATH", "HOME", "PWD", "OLDPWD", "SHLVL", "_", "__NEXT_PROCESSED_ENV"}


def write(folder: Path, texts: Sequence[str]) -> list[Path]:
    """Write each text into a file of its own."""
    paths = [folder / f"{number:03}.env" for number in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_bytes(text.encode())
    return paths


def python_dotenv(texts: Sequence[str]) -> list[Answer]:
    """Let python-dotenv read them; a key without `=` has no value, and is not in the environment."""
    kept = dict(os.environ)
    try:
        os.environ.clear()
        with tempfile.TemporaryDirectory() as folder:
            read = [dotenv_values(path) for path in write(Path(folder), texts)]
    finally:
        os.environ.update(kept)
    return [{key: value for key, value in values.items() if value is not None} for values in read]


def shell(texts: Sequence[str], program: str) -> list[Answer]:
    """Let a shell source them (`set -a; . file`): what is in the environment of the next program."""
    with tempfile.TemporaryDirectory() as folder:
        paths = write(Path(folder), texts)
        command = [program, "-c", _SHELL, program, folder]
        done = subprocess.run(command, env=_CLEAN, capture_output=True, check=False, cwd=folder, timeout=60)
    answers: dict[str, Answer] = {}
    for entry in done.stdout.decode(errors="surrogateescape").split("\0"):
        if entry.startswith("<") and entry.endswith(">"):
            current: dict[str, str] = {}
            answers[entry[1:-1]] = current
        elif entry:
            key, _, value = entry.partition("=")
            if key not in _IGNORED:
                current[key] = value
    return [answers.get(path.name) for path in paths]


def next_env(texts: Sequence[str], module: str) -> list[Answer]:
    """Let Next.js's own `@next/env` read them."""
    with tempfile.TemporaryDirectory() as folder:
        paths = write(Path(folder), texts)
        command = ["node", "-e", _NODE, module, folder]
        done = subprocess.run(command, env=_CLEAN, capture_output=True, check=True, timeout=60)
        read = json.loads(done.stdout)
        return [read[path.name] for path in paths]


def compose(texts: Sequence[str], program: str) -> list[Answer]:
    """Let Docker Compose read each as the `env_file` of a service: what `config` resolves it to."""
    with tempfile.TemporaryDirectory() as folder:
        return [_composed(path, program) for path in write(Path(folder), texts)]


def _composed(path: Path, program: str) -> Answer:
    model = path.with_suffix(".yaml")
    model.write_text(json.dumps({"services": {"app": {"image": "app", "env_file": [path.name]}}}))
    command = [program, "--project-name", "p", "--file", model.name, "config", "--format", "json"]
    done = subprocess.run(command, env=_CLEAN, capture_output=True, check=False, cwd=path.parent, timeout=60)
    if done.returncode:
        return None
    told = json.loads(done.stdout)["services"]["app"].get("environment") or {}
    return {key: value.replace("$$", "$") for key, value in told.items() if value is not None}


def main() -> None:
    """Write the answers of all readers."""
    from cases import CASES  # type: ignore[import-not-found] # record.sh lays it beside this file

    texts = list(CASES.values())
    answers = {
        "python-dotenv": python_dotenv(texts),
        "Next.js": next_env(texts, os.environ["NEXT_ENV"]),
        "Compose": compose(texts, os.environ["COMPOSE"]),
        "bash": shell(texts, "bash"),
        "dash": shell(texts, "dash"),
    }
    rows = {name: {reader: answer[number] for reader, answer in answers.items()} for number, name in enumerate(CASES)}
    lines = (f" {json.dumps(name)}: {json.dumps(row, ensure_ascii=True)}" for name, row in rows.items())
    sys.stdout.write("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
