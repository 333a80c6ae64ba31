"""Values as they may be shown: enough to look for them, too little to know them."""

from servio_verify.data.check.detect.phones import digits_of
from servio_verify.data.check.kinds import Kind


def masked(kind: Kind, value: str) -> str:
    """Return a value without what tells whose it is."""
    value = " ".join(value.split())
    if kind is Kind.EMAIL:
        local, _, domain = value.partition("@")
        return f"{local[0]}…@…{domain[domain.rfind('.') :]}"
    if kind is Kind.PHONE:
        return f"{'+' if value.startswith('+') else ''}{digits_of(value)[:2]}… ({len(digits_of(value))} digits)"
    if kind in (Kind.NAME, Kind.ADDRESS):
        return " ".join(f"{word[0]}…" for word in value.replace("_", " ").split()[:3])
    if kind is Kind.IBAN:
        return f"{value[:2]}…"
    if kind is Kind.IP:
        return f"{value.partition('.')[0]}.…" if "." in value else f"{value.partition(':')[0]}:…"
    if kind is Kind.TOKEN:
        return f"{value[:4]}… ({len(value)} characters)"
    if kind is Kind.PASSWORD:
        return f"{value[:4]}…"
    return f"… ({len(value)} characters)"
