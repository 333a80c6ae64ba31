"""Takes secrets out of what a run leaves behind: files of every kind, and the terminal."""

from servio_verify.scrub.files import Scrubbed
from servio_verify.scrub.folders import scrub, scrub_or_drop
from servio_verify.scrub.needles import SHORTEST, too_short

__all__ = ["SHORTEST", "Scrubbed", "scrub", "scrub_or_drop", "too_short"]
