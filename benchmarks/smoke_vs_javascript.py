"""How long does the whole smoke tier take? `python -m benchmarks.smoke_vs_javascript [--runs 5]`.

Beside it: the staging document's four Playwright tests, as a JavaScript Playwright Test run on the same sandbox.
"""

from benchmarks.against_javascript import main

if __name__ == "__main__":
    raise SystemExit(main(__doc__.splitlines()[0], ["-m", "smoke"], "smoke.spec.js"))
