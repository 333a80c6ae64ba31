"""`python -m servio_verify.cli`: the same as the command `servio-verify`."""

import sys

try:
    from servio_verify.cli.main import main
except ModuleNotFoundError as error:  # another Python than ours: 1 would be a NO-GO's code
    sys.stderr.write(
        f"servio-verify: {sys.executable} has no {error.name}: run `make browser`, then .venv/bin/servio-verify\n"
    )
    sys.exit(4)

sys.exit(main())
