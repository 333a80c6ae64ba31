"""Changed lines of modules: since the branch began, or by the last commit, and what is not committed."""

import re
import shutil
import subprocess
from collections.abc import Iterable

from selftest.proof.mutants.places import ROOT, file_of

_TRUNKS = ("origin/main", "main")
_HUNK = re.compile(r"^@@ -\S+ \+(\d+)(?:,(\d+))? @@")


def base() -> str | None:
    """Return the commit to compare with: where the branch began, on the trunk the last but one; None without git."""
    head = _git("rev-parse", "--verify", "-q", "HEAD")
    for trunk in _TRUNKS:
        begun = _git("merge-base", "HEAD", trunk)
        if begun and begun != head:
            return begun
    return _git("rev-parse", "--verify", "-q", "HEAD~1")


def changed_lines(modules: Iterable[str], since: str) -> dict[str, set[int]]:
    """Return which lines of the modules are others than in a commit; of a new file all are."""
    lines: dict[str, set[int]] = {}
    for module in modules:
        file = file_of(module)
        if _git("ls-files", "--", file):
            found = [_HUNK.match(line) for line in (_git("diff", "-U0", since, "--", file) or "").splitlines()]
            spans = [(int(hunk[1]), int(hunk[2] or 1)) for hunk in found if hunk]
        else:
            spans = [(1, len((ROOT / file).read_bytes().splitlines()))]
        changed = {number for first, count in spans for number in range(first, first + count)}
        if changed:
            lines[module] = changed
    return lines


def _git(*arguments: str) -> str | None:
    git = shutil.which("git")
    if not git:
        return None
    ended = subprocess.run([git, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    return ended.stdout.strip() if ended.returncode == 0 else None
