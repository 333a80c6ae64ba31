"""The documents, read and run: each command in a `console` block, each link, file, setting and option that they name.

Tags behind `console`: none = run on a healthy sandbox, and ends with the word in its comment, else with 0 (`NO-GO "…"`
also says this); `slow` = begun on a target where nobody listens; `server` = started and stopped; `elsewhere` = only
looked up.
"""

import ast
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import httpx
import pytest
import yaml

from selftest.support import forked_run
from selftest.support.processes import ROOT, servio
from selftest.unit.test_architecture import FLOORS
from servio_verify.environments.layers.keys import DEPLOYMENT_SECRETS, IN_A_FILE, KEYS, NO_KEYS, OVERRIDES

PAGES = [ROOT / f"{name}.md" for name in ("README", "CONTRIBUTING", "CHANGELOG", "SECURITY")]
PAGES += sorted((ROOT / "docs").rglob("*.md"))
NOT_COPIED = shutil.ignore_patterns(".venv", ".git", "runs", "node_modules", "__pycache__", ".*_cache", "*.egg-info")
NOBODY = "http://127.0.0.1:9"
RUN_SECONDS = 300
CODES = {"GO": 0, "NO-GO": 1, "INCONCLUSIVE": 10, "INVALID": 11}
FENCE = re.compile(r"```(?P<language>\w*) ?(?P<tag>[^`]*)$")
CODE = re.compile(r"`([^`]+)`")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CITED = re.compile(r"([\w/-]+\.md)(?:, ([^:;,.)]+))?")
PATH = re.compile(r"[\w.-]+(/[\w.-]+)*/?")
FILE_TYPES = {".py", ".md", ".toml", ".yml", ".json", ".jsonl", ".html", ".png", ".sh", ".txt", ".svg", ".ini", ".xml"}
NOT_BUILT = "not built yet"
OF_A_KIND = {"file", "append"}
SUBCOMMANDS = (
    "run",
    "data propose",
    "data anonymise",
    "data canaries",
    "data check",
    "doctor",
    "prove",
    "stack",
    "stack up",
    "stack status",
    "stack logs",
    "stack roll-out",
    "env",
    "env check",
    "init",
    "sweep",
    "verdict",
    "mirror",
    "docs",
    "history",
    "report",
    "watch",
    "gate",
    "gate ecs begin",
    "gate ecs answer",
    "gate ecs run",
    "gate github",
    "gate serve",
    "data clean",
)
OURS = ("pytest", "locust", "servio-verify", "servio_sandbox")
LOCUST_HELP = "import locustfile; from locust.argument_parser import get_parser; print(get_parser([]).format_help())"


@dataclass
class Block:
    """What stands between two fences; `line` is that of the first fence."""

    page: Path
    line: int
    language: str
    tag: str
    lines: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"

    @property
    def commands(self) -> list[tuple[int, str]]:
        numbered = enumerate(self.lines, self.line + 1)
        return [(number, line[2:]) for number, line in numbered if line.startswith("$ ")]


@dataclass
class Page:
    """A document: its prose by line, and its blocks."""

    path: Path
    text: str

    @property
    def blocks(self) -> list[Block]:
        return [part for part in self._parts() if isinstance(part, Block)]

    @property
    def prose(self) -> list[tuple[int, str]]:
        return [part for part in self._parts() if not isinstance(part, Block)]

    def at(self, number: int) -> str:
        return f"{self.path.relative_to(ROOT)}:{number}"

    def _parts(self) -> Iterator[Block | tuple[int, str]]:
        block = None
        for number, line in enumerate(self.text.splitlines(), 1):
            if block and line != "```":
                block.lines.append(line)
            elif block:
                yield block
                block = None
            elif fence := FENCE.match(line):
                block = Block(self.path, number, fence["language"], fence["tag"])
            else:
                yield number, line
        assert block is None, f"{block} is not closed"


def read(path: Path) -> Page:
    return Page(path, path.read_text(encoding="utf-8"))


@cache
def helps(program: str) -> str:
    """Return what the program says of its options."""
    calls: dict[str, list[tuple[str, ...]]] = {
        "pytest": [("pytest",)],
        "servio_sandbox": [("servio_sandbox",)],
        "servio-verify": [("servio_verify.cli", *each.split()) for each in SUBCOMMANDS],
    }
    if program == "locust":
        return subprocess.check_output([sys.executable, "-c", LOCUST_HELP], cwd=ROOT, text=True, timeout=RUN_SECONDS)
    environ, told = dict(os.environ), ""
    for call in calls[program]:
        ended = forked_run.run(*call, "--help", folder=ROOT, environ=environ, timeout=RUN_SECONDS)
        assert ended.returncode == 0, ended.stderr
        told += ended.stdout
    return told


def has_option(program: str, option: str) -> bool:
    return bool(re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", helps(program)))


@cache
def known_settings() -> set[str]:
    """Return the `SERVIO_` settings that the code reads: one for each key, and those that it spells out."""
    known = {f"SERVIO_{key.upper()}" for key in KEYS - NO_KEYS} | set(OVERRIDES)
    for path in (ROOT / "servio_verify").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                known |= set(re.findall(r"^SERVIO_[A-Z_]*[A-Z]$", node.value))
    return known


@cache
def paths() -> str:
    """Return all files and folders of the project, one a line with slashes around."""
    ignored = {".venv", ".git", "runs", "node_modules", "__pycache__"}
    found = [path.relative_to(ROOT) for path in ROOT.rglob("*") if not ignored & set(path.relative_to(ROOT).parts)]
    return "".join(f"/{path}/\n" for path in found)


@cache
def sources() -> str:
    return "".join(path.read_text(encoding="utf-8") for path in (ROOT / "servio_verify").rglob("*.py"))


def is_there(name: str) -> bool:
    """Return whether the project has such a file or folder, or a run writes one."""
    written = re.search(rf'["/]{re.escape(name)}"|"{re.escape(Path(name).stem)}"', sources())
    patterns = re.findall(r'"([\w-]+-\*\.\w+)"', sources())
    by_process = any(fnmatch(name, pattern) for pattern in patterns)
    return f"/{name.strip('/')}/\n" in paths() or bool(written and "/" not in name) or by_process


def is_file_name(code: str) -> bool:
    if not PATH.fullmatch(code) or code.startswith("runs/") or "NAME" in code:
        return False
    inside = "/" in code and (ROOT / code.partition("/")[0]).is_dir()
    return inside or code.endswith("/") or Path(code).suffix in FILE_TYPES


def wrong_names(page: Page) -> Iterator[str]:
    """Yield what the prose names and nobody has: files, modules, options, settings, targets of make, environments."""
    whole = "\n".join(line for block in page.blocks for line in block.lines)
    makefile = (ROOT / "Makefile").read_text()
    for number, line in page.prose if page.path.name != "CHANGELOG.md" else []:
        for code in CODE.findall(line) if NOT_BUILT not in line else []:
            if is_file_name(code) and not is_there(code):
                yield f"{page.at(number)}: there is no {code}"
            for module in re.findall(r"\bservio_(?:verify|sandbox)(?:\.\w+)+", code):
                if not is_module(module):
                    yield f"{page.at(number)}: there is no module {module}"
            for option in re.findall(r"(?:^|\s)(--?[a-zA-Z][\w-]*)", code):
                if not any(has_option(program, option) for program in OURS):
                    yield f"{page.at(number)}: nothing has an option {option}"
            for target in re.findall(r"^make ([a-z]+)", code):
                if f"\n{target}:" not in makefile:
                    yield f"{page.at(number)}: make has no target {target}"
            for kind, name in re.findall(r"--(env|profile) ([a-z][\w-]*)", code):
                folder = {"env": "environments", "profile": "profiles"}[kind]
                if not (ROOT / folder / f"{name}.toml").exists() and f"--{kind} {name}" not in whole:
                    yield f"{page.at(number)}: {folder}/ has no {name}.toml"
    for number, line in enumerate(page.text.splitlines(), 1):
        for setting in re.findall(r"\bSERVIO_[A-Z_]*[A-Z]\b", line):
            if setting not in known_settings():
                yield f"{page.at(number)}: nothing reads a setting {setting}"


def is_module(name: str) -> bool:
    """Return whether this is a module, or a name that the code of one has."""
    path, holder = ROOT / name.replace(".", "/"), (ROOT / name.replace(".", "/")).parent.with_suffix(".py")
    own = name.rpartition(".")[2]
    return path.is_dir() or path.with_suffix(".py").exists() or (holder.exists() and own in holder.read_text())


def anchors(path: Path) -> set[str]:
    """Return the anchors that GitHub gives to the headings of a page."""
    titles = [line.lstrip("#").strip() for _, line in read(path).prose if line.startswith("#")]
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def dead_links(page: Page) -> Iterator[str]:
    for number, line in page.prose:
        for target in LINK.findall(line):
            name, _, anchor = target.partition("#")
            place = (page.path.parent / name).resolve() if name else page.path
            if target.startswith("https://"):
                continue
            if not place.exists() or not place.is_relative_to(ROOT):
                yield f"{page.at(number)}: the link {target} leads nowhere"
            elif anchor and anchor not in anchors(place):
                yield f"{page.at(number)}: {name or 'this page'} has no heading #{anchor}"


def wrong_blocks(page: Page) -> Iterator[str]:
    """Yield blocks that no rule looks after, and files that no command of the page uses."""
    used = " ".join(command for block in page.blocks for _, command in block.commands)
    for block in page.blocks:
        content = "\n".join(block.lines)
        key, _, name = block.tag.partition("=")
        if block.language not in ("", "console", "toml", "yaml", "python"):
            yield f"{block}: a block of {block.language} is not looked after; commands are tagged console"
        elif block.language == "console" and block.tag not in ("", "slow", "server", "elsewhere"):
            yield f"{block}: unknown tag {block.tag!r}"
        elif block.language != "console" and block.commands:
            yield f"{block}: a command in a block that is not tagged console"
        elif block.language == "console" and not block.commands:
            yield f"{block}: no command; one begins with '$ '"
        elif block.tag and block.language != "console" and key not in OF_A_KIND:
            yield f"{block}: unknown tag {block.tag!r}"
        elif key == "file" and Path(name).stem not in used:
            yield f"{block}: no command of this page uses {name}"
        elif key == "append" and not (ROOT / name).exists():
            yield f"{block}: there is no {name}"
        elif block.language == "toml" and key != "file":
            yield f"{block}: say file=… and use it in a command"
        elif block.language == "python" and (said := syntax_error(content)):
            yield f"{block}: {said}"
        elif block.language == "yaml":
            yield from (f"{block}: {line}" for line in wrong_calls(content))


def syntax_error(content: str) -> str | None:
    """Return what is wrong with this Python; a decorator may stand without its function."""
    try:
        ast.parse(f"{content}\ndef check(): ...\n" if content.rpartition("\n")[2].startswith("@") else content)
    except SyntaxError as error:
        return error.msg
    return None


def wrong_calls(content: str) -> Iterator[str]:
    """Yield what a job gives to a workflow of ours that does not take it."""
    for job in yaml.safe_load(content).values():
        name = re.sub(r"^OWNER/servio-verify/(.*)@COMMIT$", r"\1", job["uses"])
        if not (ROOT / name).exists():
            yield f"there is no {name}"
            continue
        takes = yaml.safe_load((ROOT / name).read_text())[True]["workflow_call"]
        yield from (f"{name} takes no input {key}" for key in job["with"] if key not in takes["inputs"])
        yield from (f"{name} takes no secret {key}" for key in job["secrets"] if key not in takes["secrets"])


def wrong_options(block: Block) -> Iterator[str]:
    """Yield options that no program has (in full: argparse takes a beginning), and files of what is not run."""
    for number, command in block.commands:
        where = f"{block.page.relative_to(ROOT)}:{number}"
        words = shlex.split(command, comments=True)
        program = next((Path(word).name for word in words if Path(word).name in OURS), "")
        for word in words:
            option = word.partition("=")[0]
            if program and option.startswith("-") and not has_option(program, option):
                yield f"{where}: {program} has no option {option}"
            if block.tag == "elsewhere" and is_file_name(word) and "*" not in word and not is_there(word):
                yield f"{where}: there is no {word}"
        if words[0] == "make" and f"\n{words[1]}:" not in (ROOT / "Makefile").read_text():
            yield f"{where}: make has no target {words[1]}"


PROSE_CHECKS = (wrong_names, dead_links, wrong_blocks)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_page_names_only_what_is_there(path: Path) -> None:
    page = read(path)
    wrong = [line for check in PROSE_CHECKS for line in check(page)]
    wrong += [line for block in page.blocks if block.language == "console" for line in wrong_options(block)]
    assert not wrong, "\n" + "\n".join(wrong)


def test_the_readme_is_short_and_has_no_badges() -> None:
    text = (ROOT / "README.md").read_text()
    assert len(text.splitlines()) <= 150
    assert not re.search(r"badge|shields\.io", text)


def test_the_environments_page_has_every_key_and_setting() -> None:
    text = (ROOT / "docs/environments.md").read_text()
    keys = set(IN_A_FILE)
    rows = set(re.findall(r"^\| `\[*([a-z_]+)\]*` \| ", text, re.MULTILINE))
    assert keys == rows, f"without a row: {sorted(keys - rows)}; a row too many: {sorted(rows - keys)}"
    wanted = {*known_settings(), *DEPLOYMENT_SECRETS}
    lacking = sorted(name for name in wanted if "__" not in name and f"`{name}`" not in text)
    assert not lacking, f"not told in docs/environments.md: {lacking}"


def test_the_performance_page_has_every_key_of_a_profile() -> None:
    from servio_verify.load.plan.profile_form import BaselineForm, ProfileForm  # slow to import

    text = (ROOT / "docs/performance.md").read_text()
    keys = {*ProfileForm.model_fields, *BaselineForm.model_fields} - {"name"}
    lacking = sorted(key for key in keys if not re.search(rf"^\[?{key}\b|\b{key} = ", text, re.MULTILINE))
    assert not lacking, f"not told in docs/performance.md: {lacking}"


def test_the_architecture_page_has_the_floors_that_imports_are_held_against() -> None:
    rows = re.findall(r"^\| (\d+) \| `(\w+)(?:/|\.py)` \|", (ROOT / "docs/ARCHITECTURE.md").read_text(), re.MULTILINE)
    told = [{name for floor, name in rows if int(floor) == number} for number in range(1, len(FLOORS) + 1)]
    assert told == [set(floor) for floor in FLOORS]


def test_pre_commit_runs_the_linters_of_make_test() -> None:
    (hooks,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"]
    entries = [hook["entry"] for hook in hooks["hooks"]]
    (recipe,) = re.findall(r"^test:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text(), re.MULTILINE)
    for line in (line for line in recipe.splitlines() if "pytest" not in line):
        tool = re.findall(r"\$\(BIN\)/(\w+)", line)[-1]
        options = re.findall(r" (-[\w-]+|check|format)\b", line)
        assert any(tool in entry and all(option in entry for option in options) for entry in entries), line
        assert (ROOT / ".venv/bin" / tool).exists() or shutil.which(tool), tool


def test_the_pages_that_the_code_cites_are_there_with_their_sections() -> None:
    """`DESIGN.md, The verdict` is a page and the beginning of one of its headings."""
    wrong = []
    for path in (
        path for folder in ("servio_verify", "servio_sandbox", "tests") for path in (ROOT / folder).rglob("*.py")
    ):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for name, section in CITED.findall(line):
                titles = [text.lstrip("# ") for _, text in read(ROOT / name).prose] if (ROOT / name).exists() else []
                if not any(title.startswith(section) for title in titles):
                    wrong.append(f"{path.relative_to(ROOT)}:{number}: there is no {name}, {section}")
    assert not wrong, "\n" + "\n".join(wrong)


PLANTED = {
    "[here](nowhere.md)": "leads nowhere",
    "[here](docs/verdict.md#no-such-heading)": "no heading #no-such-heading",
    "`servio_verify/nowhere.py`": "there is no servio_verify/nowhere.py",
    "`no-such.json`": "there is no no-such.json",
    "`servio_verify.run.nowhere`": "no module servio_verify.run.nowhere",
    "`--no-such-option`": "nothing has an option --no-such-option",
    "SERVIO_NOTHING": "nothing reads a setting SERVIO_NOTHING",
    "`make nothing`": "make has no target nothing",
    "`--env nowhere`": "environments/ has no nowhere.toml",
    "```bash\nls\n```": "not looked after",
    "```console often\n$ ls\n```": "unknown tag",
    "```\n$ ls\n```": "not tagged console",
    "```console\nls\n```": "no command",
    "```toml\na = 1\n```": "say file=",
    "```toml file=environments/unused.toml\na = 1\n```": "no command of this page uses",
    "```python append=nowhere.py\na = 1\n```": "there is no nowhere.py",
    "```python\na = = 1\n```": "invalid syntax",
    "```yaml\na:\n  uses: ./.github/workflows/verify.yml\n  with: { b: c }\n  secrets: {}\n```": "takes no input b",
    "```console elsewhere\n$ pytest --nothing\n```": "pytest has no option --nothing",
    "```console elsewhere\n$ locust --nothing\n```": "locust has no option --nothing",
    "```console elsewhere\n$ docker -f deploy/nothing.yml\n```": "there is no deploy/nothing.yml",
    "```console elsewhere\n$ make nothing\n```": "make has no target nothing",
}


@pytest.mark.parametrize(("mistake", "said"), PLANTED.items(), ids=[str(number) for number in range(len(PLANTED))])
def test_a_mistake_is_found_with_its_line(mistake: str, said: str) -> None:
    page = Page(ROOT / "README.md", f"# Title\n\n{mistake}\n")
    wrong = [line for check in PROSE_CHECKS for line in check(page)]
    wrong += [line for block in page.blocks if block.language == "console" for line in wrong_options(block)]
    assert [line for line in wrong if re.search(rf"^README\.md:[34]: .*{re.escape(said)}", line)], wrong


def to_run() -> list[Block]:
    """Return the blocks with commands to run; what only begins is begun once, wherever else it stands."""
    begun: set[str] = set()
    blocks = [block for path in PAGES for block in read(path).blocks if block.language == "console"]
    for block in (block for block in blocks if block.tag == "slow"):
        again = [f"$ {command}" for _, command in block.commands if command.partition("  #")[0] in begun]
        begun |= {command.partition("  #")[0] for _, command in block.commands}
        block.lines = ["" if line in again else line for line in block.lines]
    return [block for block in blocks if block.tag != "elsewhere" and block.commands]


@pytest.fixture(scope="session")
def sandbox() -> Iterator[dict[str, str]]:
    """A healthy Servio: the settings that lead any environment to it."""
    with servio("servio_sandbox", "--json") as told:
        build = httpx.get(f"{told['api_url']}/health").headers["X-Servio-Build"]
        account = {"SERVIO_EMAIL": told["email"], "SERVIO_PASSWORD": told["password"], "SHA": build}
        yield {"SERVIO_WEB_URL": told["web_url"], "SERVIO_API_URL": told["api_url"]} | account


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project, in which nothing is left to install."""
    folder = shutil.copytree(ROOT, tmp_path / "project", ignore=NOT_COPIED)
    (folder / ".venv").mkdir()
    for path in Path(sys.prefix).iterdir():
        if path.name != "installed":
            (folder / ".venv" / path.name).symlink_to(path)
    (folder / ".venv/installed").touch()
    return folder


def write_files(page: Page, project: Path) -> None:
    """Write down what the page says to write."""
    for block in page.blocks:
        key, _, name = block.tag.partition("=")
        if key in OF_A_KIND and block.language != "console":
            with (project / name).open("a" if key == "append" else "w", encoding="utf-8") as file:
                file.write("\n\n" * (key == "append") + "\n".join(block.lines) + "\n")


def settings(command: str, tag: str, sandbox: dict[str, str], environ: dict[str, str], project: Path) -> dict[str, str]:
    path = f"{project / '.venv/bin'}{os.pathsep}{environ['PATH']}"
    kept = {key: value for key, value in environ.items() if key not in ("SERVIO_RUNS", "GITHUB_STEP_SUMMARY")}
    found = kept | {"PATH": path, "PYTHONPATH": str(project), "SHA": sandbox["SHA"]}
    if tag == "slow":
        return found | sandbox | {"SERVIO_WEB_URL": NOBODY, "SERVIO_API_URL": NOBODY}
    return found | sandbox if re.search(r"--env (?!local)", command) else found


@pytest.mark.parametrize("block", to_run(), ids=str)
def test_the_commands_do_what_the_page_says(
    block: Block, project: Path, sandbox: dict[str, str], clean_environ: dict[str, str]
) -> None:
    write_files(read(block.page), project)
    before = ""
    for number, line in block.commands:
        command, _, remark = line.partition("  #")
        wanted = next((code for word, code in CODES.items() if re.search(rf"(?<!\S){word}\b(?!-)", remark)), 0)
        if command.startswith("export "):
            before += f"{command} && "
            continue
        if block.tag == "slow":
            command = command.replace("make ", "make -n ") if command.startswith("make ") else f"{command} --wait 0"
            wanted = 0 if command.startswith("make ") else CODES["INCONCLUSIVE"]
        environ = settings(command, block.tag, sandbox, clean_environ, project)
        code, output = (served if block.tag == "server" else run)(before + command, project, environ)
        where = f"{block.page.relative_to(ROOT)}:{number}"
        assert code == wanted, f"{where}: `{command}` ended with {code}, not {wanted}:\n{output[-3000:]}"
        reason = remark.partition('NO-GO "')[2].removesuffix('"')
        assert reason in output, f"{where}: `{command}` does not say {reason!r}:\n{output[-3000:]}"


def run(command: str, project: Path, environ: dict[str, str]) -> tuple[int, str]:
    ended = subprocess.run(
        ["/usr/bin/env", "bash", "-c", command],
        cwd=project,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=RUN_SECONDS,
        check=False,
    )
    return ended.returncode, ended.stdout


def served(command: str, project: Path, environ: dict[str, str]) -> tuple[int, str]:
    """Start it, wait for its first line, and stop it as a person does."""
    process = subprocess.Popen(
        shlex.split(command), cwd=project, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert process.stdout
    first = process.stdout.readline()
    process.send_signal(signal.SIGINT)
    output = first + process.communicate(timeout=120)[0]
    return process.returncode if first.strip() else 1, output
