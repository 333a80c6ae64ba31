"""CPU of a run on local staging beside the same run on the sandbox: at most 1.3 times is promised.

    python -m benchmarks.staging_cpu [ROUNDS] [pytest's arguments, like -m e2e]
    python -m benchmarks.staging_cpu [ROUNDS] locust --headless --profile quick

Both targets are up before, so that only the suite's own processes count (user and system, with the browser's): those
of the sandbox and of the stack are no children of the run. Runs alternate; the medians are compared.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile

ROUNDS = 5
SANDBOX = [sys.executable, "-m", "servio_sandbox", "--json", "--until-stdin-closes"]
STACK = [sys.executable, "-m", "servio_sandbox.stack"]


def cost(arguments: list[str], env: str, environ: dict[str, str]) -> float:
    """Return the CPU seconds of one run; raise RuntimeError where it is no GO."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    program = ["locust", *arguments[1:]] if arguments[0] == "locust" else ["servio_verify.cli", "run", *arguments]
    command = [sys.executable, "-m", *program, "--env", env]
    ended = subprocess.run(command, env=os.environ | environ, capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if ended.returncode:
        raise RuntimeError(ended.stdout[-2000:] + ended.stderr[-2000:])
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> int:
    """Measure and print; return 1 where it is more than promised."""
    counted = sys.argv[1:2] != [] and sys.argv[1].isdigit()
    rounds = int(sys.argv[1]) if counted else ROUNDS
    arguments = sys.argv[2 if counted else 1 :] or ["-m", "smoke"]
    subprocess.run([*STACK, "up"], check=True, stdout=subprocess.DEVNULL)
    pipe = subprocess.PIPE
    with (
        tempfile.TemporaryDirectory() as runs,
        subprocess.Popen(SANDBOX, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL) as sandbox,
    ):
        told = json.loads(sandbox.stdout.readline()) if sandbox.stdout else {}
        own = {"SERVIO_RUNS": runs, "SERVIO_STATE": runs}
        names = {"web_url": "WEB_URL", "api_url": "API_URL", "second_email": "EMAIL_2", "second_password": "PASSWORD_2"}
        there = {f"SERVIO_{name}": told[key] for key, name in names.items()}
        costs = [(cost(arguments, "local", own | there), cost(arguments, "local-staging", own)) for _ in range(rounds)]
        if sandbox.stdin:
            sandbox.stdin.close()
    local, staging = (statistics.median(each) for each in zip(*costs, strict=True))
    print(
        f"CPU of {' '.join(arguments)}: local {local:.2f} s, local-staging {staging:.2f} s, {staging / local:.2f} times"
    )
    return int(staging > 1.3 * local)


if __name__ == "__main__":
    sys.exit(main())
