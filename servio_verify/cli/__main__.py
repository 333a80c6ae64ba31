"""`python -m servio_verify.cli`: the same as the command `servio-verify`."""

import sys

from servio_verify.cli.main import main

sys.exit(main())
