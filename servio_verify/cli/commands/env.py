"""`servio-verify env check`: mistakes in an environment's configuration, without a value of it on the screen."""

import argparse
import json
import sys
import traceback
from pathlib import Path

from servio_verify.errors import InvalidError, ServioVerifyError
from servio_verify.infra.configuration.check import findings
from servio_verify.infra.configuration.finding import Finding, several
from servio_verify.infra.configuration.look import Look, look
from servio_verify.infra.configuration.task import read_task
from servio_verify.run.progress import say

EXAMPLE = """\
exit codes: 0 no mistake; 1 mistakes found; 4 a mistake in the call, or a file that cannot be read; 11 an error of our
own. A note decides nothing, and no value is shown. What is expected stands in environments/NAME.facts.toml.

example: servio-verify env check staging
"""


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    check = parser.add_subparsers(required=True, metavar="check", dest="what").add_parser(
        "check",
        help="look for mistakes in .env.NAME, and in what the task gets",
        description="look for mistakes in .env.NAME, and in what the task gets",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=EXAMPLE,
    )
    check.add_argument("name", metavar="NAME", help="the environment: staging, production, …")
    check.add_argument("--file", type=Path, metavar="PATH", help="another dotenv file than .env.NAME")
    check.add_argument("--task-definition", type=Path, metavar="FILE.json", help="the task definition, as AWS tells it")
    check.add_argument("--json", action="store_true", help="print JSON")


def run(options: argparse.Namespace) -> int:
    """Look, and show what was found; return 1 where something of it is a mistake. Raises UsageError, InvalidError."""
    try:
        text, code = _checked(options)
    except ServioVerifyError:
        raise
    except Exception as error:  # its text may hold a value
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(place.filename).name}:{place.lineno}"
        raise InvalidError(f"an error of our own: {type(error).__name__} at {where}; please report it") from None
    encoding = sys.stdout.encoding or "ascii"
    say(text.encode(encoding, "replace").decode(encoding))
    return code


def _checked(options: argparse.Namespace) -> tuple[str, int]:
    task = read_task(options.task_definition) if options.task_definition else None
    looked = look(Path.cwd(), options.name, options.file, task)
    found = findings(looked.subject)
    text = _as_json(looked, found) if options.json else "\n".join(_lines(looked, found))
    return text, int(any(each.decides for each in found))


def _lines(looked: Look, found: tuple[Finding, ...]) -> list[str]:
    rows = [("mistake" if each.decides else "note", each.place, each.key, each.says) for each in found]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(3)]
    table = ["  ".join([*(row[column].ljust(widths[column]) for column in range(3)), row[3]]) for row in rows]
    mistakes = sum(each.decides for each in found)
    counted = f"{_counted(mistakes, 'mistake')}, {_counted(len(found) - mistakes, 'note')} in {_looked_at(looked)}"
    return [*table, *(f"not covered: {line}" for line in looked.not_covered), counted]


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _looked_at(looked: Look) -> str:
    subject = looked.subject
    file = [f"{subject.file.name} ({_counted(len(subject.in_file), 'key')})"] if subject.file else []
    task = [f"the task ({_counted(len(subject.task.variables), 'variable')})"] if subject.task else []
    return several([*file, *task])


def _as_json(looked: Look, found: tuple[Finding, ...]) -> str:
    rows = [
        {
            "rule": each.rule,
            "family": each.kind.family,
            "decides": each.decides,
            "source": each.source,
            "key": each.key,
            "lines": each.lines,
            "text": each.text,
        }
        for each in found
    ]
    told = {"environment": looked.subject.expected.name, "findings": rows, "not_covered": looked.not_covered}
    return json.dumps(told, indent=2, ensure_ascii=True)
