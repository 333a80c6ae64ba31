"""Assembly of a sandbox; faults alter what is built here, from outside."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from servio_sandbox.api.app import build_api
from servio_sandbox.app.asgi import App, Slowed, redirect_to
from servio_sandbox.app.services import Services, open_services
from servio_sandbox.settings import Settings
from servio_sandbox.store.database import open_database
from servio_sandbox.store.seed import seed
from servio_sandbox.web.site import Website, build_web

if TYPE_CHECKING:
    from servio_sandbox.server.tls import Tls


@dataclass
class Sandbox:
    """Parts of a running Servio; the plain pair only redirects, and only beside HTTPS."""

    settings: Settings
    services: Services
    website: Website
    web: App
    api: App
    plain_web: App
    plain_api: App
    tls: "Tls | None"


def build_sandbox(settings: Settings, tls: "Tls | None") -> Sandbox:
    """Open and fill the database and build the applications of all origins."""
    database = open_database(settings.database_url, migrate=settings.task.migrate)
    if database.prepare():
        seed(database, settings.password)
    services = open_services(database, settings)
    website = Website(settings.origins.api)
    return Sandbox(
        settings,
        services,
        website,
        web=build_web(settings, website),
        api=build_api(settings, services),
        plain_web=redirect_to(settings.origins.web),
        plain_api=redirect_to(settings.origins.api),
        tls=tls,
    )


def slow_down(sandbox: Sandbox) -> None:
    """Add the delay that the settings ask for, outside of everything else."""
    if sandbox.settings.delay or sandbox.settings.jitter:
        sandbox.web = Slowed(sandbox.web, sandbox.settings.delay, sandbox.settings.jitter)
        sandbox.api = Slowed(sandbox.api, sandbox.settings.delay, sandbox.settings.jitter)
