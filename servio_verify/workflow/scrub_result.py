"""The result of a run without secrets: whatever renders it holds none."""

from servio_verify.results.model import Result
from servio_verify.secrets.run_scrubber import RunScrubber
from servio_verify.secrets.scrub.cleaner import LeftError
from servio_verify.secrets.scrub.files import Scrubbed

_HARMLESS = ("verdict", "exit_code", "environment", "web_url", "api_url", "run", "started", "ended", "folder")
_UNTELLABLE = "the reasons are left out: a secret is among the result's own words, and could not be taken out"


def scrub_result(result: Result, scrubber: RunScrubber, done: Scrubbed) -> Result:
    """Return the result without secrets, and with what the scrubbing of the folder has to say."""
    count = done.count
    try:
        cleaned = scrubber.clean(result.model_dump_json(by_alias=True).encode())
        scrubbed = Result.model_validate_json(cleaned.content)
        count += cleaned.count
    except (LeftError, ValueError):  # a secret that is a part of the result's own words
        scrubbed = Result(**{name: getattr(result, name) for name in _HARMLESS}, reasons=(_UNTELLABLE,))
    notes = (*scrubbed.notes, *done.dropped, *scrubber.not_looked_for())
    return scrubbed.model_copy(update={"scrubbed": count, "notes": notes})
