"""Source of the database's facts."""

from servio_verify.infra.address import RefusedError, address_of, cut
from servio_verify.infra.database import connection, migrations, schema, server
from servio_verify.infra.database.reading import read_all
from servio_verify.infra.facts import Unread, Value
from servio_verify.infra.source import Place, Read, Source

VARIABLE = "DATABASE_URL"
TOLD = {
    "tls": "whether the connection is encrypted",
    "sslmode": "what DATABASE_URL says of TLS; not set means that the driver decides",
    "plain_text_refused": "whether the server refuses a connection without TLS",
    **{name: words for each in (*server.QUESTIONS, *schema.QUESTIONS) for name, words in each.facts.items()},
    "sequences_behind": schema.SEQUENCES_BEHIND,
    **migrations.TOLD,
}


def read(place: Place) -> Read:
    """Return the facts. Raises UnreachableError without an address, or where nobody answers there.

    A refusal (of the password, of TLS, for want of a free connection) leaves every fact unread: it is no
    "not covered", because somebody has to do something.
    """
    try:
        address = address_of(place.environment, VARIABLE, connection.PORT, connection.SCHEMES)
        with connection.connect(address, place.environment.ca_file) as opened:
            return {
                "tls": bool(opened.pgconn.ssl_in_use),
                "sslmode": connection.sslmode_of(address),
                **read_all(opened),
                "plain_text_refused": connection.refuses_plain_text(address),
            }
    except RefusedError as error:
        found: dict[str, Value | Unread] = dict.fromkeys(TOLD, Unread(cut(str(error))))
        wants_tls = str(error).endswith(connection.WANTS_TLS)
        return found | {"tls": False, "sslmode": "disable", "plain_text_refused": True} if wants_tls else found


SOURCE = Source("database", "PostgreSQL", TOLD, read)
