"""What the container form of local staging (deploy/docker-compose.staging.yml) has from the one description.

python -m servio_sandbox.stack.containers nginx                prints deploy/staging-nginx.conf
python -m servio_sandbox.stack.containers certificates FOLDER  makes certificates, each for its service's user
"""

import os
import sys
from pathlib import Path

import trustme
from cryptography import x509

from servio_sandbox.stack.description import description
from servio_sandbox.stack.parts import nginx
from servio_sandbox.stack.parts.certificates import HOSTS, LIFETIME, now
from servio_sandbox.stack.say import say

TASK = "app"
"""The service of the tasks: nginx asks Docker's DNS, and finds each of them."""


def nginx_config() -> str:
    """Return nginx.conf of the balancer's container."""
    parts = description()
    it = parts.balancer
    listeners = (
        nginx.Listener("web", str(it.web_port), str(it.plain_web_port), it.web_port),
        nginx.Listener("api", str(it.api_port), str(it.plain_api_port), it.api_port),
    )
    tasks = (nginx.Upstream(f"{TASK}:{parts.tasks.web_port}", f"{TASK}:{parts.tasks.api_port}"),)
    head = "# Made by: python -m servio_sandbox.stack.containers nginx > deploy/staging-nginx.conf\n"
    return nginx.text(nginx.Config(listeners, tasks, "/certificates/balancer.pem", head), it)


def make_certificates(folder: Path) -> None:
    """Make an authority and the certificate of each service, unless they are there and last: a volume outlives them."""
    parts = description()
    if (folder / "ca.pem").exists() and _lasts(folder / "balancer.pem"):
        return
    (folder / "ca.pem").unlink(missing_ok=True)
    authority = trustme.CA(organization_name="Servio local staging")
    owners = {
        "balancer": "0:0",
        "postgres": parts.postgresql.container_user,
        "redis": parts.redis.container_user,
    }
    for name, owner in owners.items():
        signed = authority.issue_cert(name, *HOSTS, not_after=now() + LIFETIME)
        file = folder / f"{name}.pem"
        file.touch(mode=0o600)
        file.write_bytes(signed.private_key_and_cert_chain_pem.bytes())
        user, _, group = owner.partition(":")
        os.chown(file, int(user), int(group))
    (folder / "ca.pem").write_bytes(authority.cert_pem.bytes())  # last: it says that all are there
    (folder / "ca.pem").chmod(0o644)


def _lasts(file: Path) -> bool:
    ends = x509.load_pem_x509_certificate(file.read_bytes()).not_valid_after_utc
    return ends - now() > LIFETIME / 3


def main(arguments: list[str]) -> int:
    """Do what the command line says."""
    match arguments:
        case ["nginx"]:
            say(nginx_config().rstrip("\n"))
        case ["certificates", folder]:
            make_certificates(Path(folder))
        case _:
            say("python -m servio_sandbox.stack.containers nginx, or certificates FOLDER")
            return 4
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
