"""Source of Redis' facts."""

from servio_verify.infra.address import RefusedError, address_of, cut
from servio_verify.infra.cache import connection, reading
from servio_verify.infra.facts import Unread, Value
from servio_verify.infra.source import Place, Read, Source

VARIABLE = "REDIS_URL"
TOLD = {
    "tls": "whether REDIS_URL says TLS, and the server speaks it",
    "tls_version": "the TLS of this connection",
    "certificate_verified": "whether REDIS_URL has the server's certificate verified",
    "plain_text_refused": "whether the port refuses a connection without TLS",
    "auth_needed": "whether somebody without a password is refused",
    **{name: words for name, (words, _) in reading.OF_INFO.items()},
    **{name: words for name, (words, _, _) in reading.OF_CONFIG.items()},
    "dangerous_commands": "commands that stop, empty or reconfigure it, and have not been renamed",
}


def read(place: Place) -> Read:
    """Return the facts. Raises UnreachableError without an address, or where nobody answers there.

    A refusal leaves every fact unread, but for what it tells itself: a server that speaks TLS only, or none at all.
    """
    found: dict[str, Value | Unread] = {}
    try:
        address = address_of(place.environment, VARIABLE, connection.PORT, connection.SCHEMES)
        opened = connection.connect(address, place.environment.ca_file)
    except RefusedError as error:
        found = dict.fromkeys(TOLD, Unread(cut(str(error))))
        speaks = {connection.SPEAKS_TLS_ONLY: True, connection.SPEAKS_NO_TLS: False}
        only = next((tls for words, tls in speaks.items() if str(error).endswith(words)), None)
        return found if only is None else found | {"tls": False, "plain_text_refused": only}
    with opened:
        found = {
            "tls": connection.uses_tls(address),
            "tls_version": connection.tls_version(address) if connection.uses_tls(address) else None,
            "certificate_verified": connection.verifies(address),
            "plain_text_refused": connection.refuses_plain_text(address),
            "auth_needed": connection.asks_for_password(address, place.environment.ca_file),
            "dangerous_commands": reading.dangerous_commands(opened),
        }
        return found | reading.read_info(opened) | reading.read_config(opened)


SOURCE = Source("redis", "Redis", TOLD, read)
