"""k-anonymity of the quasi-identifiers that the policy names (Sweeney 2002)."""

from collections.abc import Iterator

from servio_verify.data.check.errors import NotLookedError
from servio_verify.data.check.model import Anonymity
from servio_verify.data.check.reading.columns import quoted
from servio_verify.data.check.reading.session import Session
from servio_verify.data.policy.model import Policy

SMALL = 5


def read(session: Session, policy: Policy) -> Iterator[Anonymity]:
    """Yield how alike people are in each table that names quasi-identifiers."""
    for name, table in policy.tables.items():
        if not table.quasi_identifiers:
            continue
        columns = ", ".join(map(quoted, table.quasi_identifiers))
        relation = ".".join(quoted(part) for part in name.split(".", 1))
        try:
            smallest, small, rows = session.rows(
                f"SELECT coalesce(min(n), 0), coalesce(sum(n) FILTER (WHERE n < {SMALL}), 0)::int8,"
                f" coalesce(sum(n), 0)::int8 FROM (SELECT count(*) n FROM {relation} GROUP BY {columns}) g"
            )[0]
        except NotLookedError:
            continue  # the columns are not there: the policy is held against the schema elsewhere
        yield Anonymity(name, table.quasi_identifiers, smallest, small, rows)
