"""Page of a mirror: one HTML file that needs nothing else: no script, no network; for a phone and a desktop."""

from servio_verify.infra.mirror import sentences
from servio_verify.infra.mirror.difference import Mirror
from servio_verify.reporting.pages import template

CLASSES = {0: "GO", 1: "NO-GO"}


def html(mirror: Mirror) -> str:
    """Return the page. All words of the environments are escaped: they may hold markup."""
    tables = {"To settle": mirror.findings, "Agreed": mirror.agreed}
    return template("mirror.html").render(
        mirror=mirror,
        title=sentences.title(mirror),
        counts=sentences.counts(mirror),
        next=sentences.NEXT[mirror.exit_code],
        sources=list(sentences.sources(mirror)),
        css=CLASSES.get(mirror.exit_code, ""),
        tables={heading: rows for heading, rows in tables.items() if rows},
        since=sentences.since,
        remark=lambda row: sentences.remark(row, mirror.names),
    )
