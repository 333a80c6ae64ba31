"""What a gate before the target wants, as plain values: workers may be on machines that lack its files."""

import ssl
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from servio_verify.environments.gate.admission import Admission

if TYPE_CHECKING:
    from servio_verify.environments.model import Environment


def gate_of(environment: "Environment") -> dict[str, Any]:
    """Return what this environment's gate wants."""
    wanted, shown = Admission.to(environment), environment.client_certificate
    gate: dict[str, Any] = {key: dict(getattr(wanted, key)) for key in ("headers", "cookies")}
    if shown:
        files = [shown.file] if shown.key is None else [shown.file, shown.key]
        gate["certificate"] = "\n".join(file.read_text(encoding="utf-8") for file in files)
        gate["key_password"] = shown.password.get_secret_value() if shown.password else ""
    return gate | {"authorization": wanted.authorization}


def admission(gate: Mapping[str, Any], *addresses: str) -> Admission:
    """Return it as what requests to these origins carry; the certificate is for `show`."""
    given = {key: gate[key] for key in ("headers", "cookies", "authorization") if key in gate}
    return Admission(tuple(dict.fromkeys(addresses)), **given)


def show(gate: Mapping[str, Any], context: ssl.SSLContext) -> ssl.SSLContext:
    """Have the context show the certificate, where the gate wants one."""
    if pem := gate.get("certificate"):
        with tempfile.TemporaryDirectory() as folder:  # it takes files only; the folder is its owner's alone
            file = Path(folder) / "certificate.pem"
            file.write_text(pem, encoding="utf-8")
            context.load_cert_chain(file, password=gate["key_password"])
    return context
