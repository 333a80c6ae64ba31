"""Sentry's client as it runs in a page: the settings that decide whether it reports."""

from dataclasses import dataclass

from playwright.sync_api import Page

_READ = """() => {
  const carriers = [window.__SENTRY__, ...Object.values(window.__SENTRY__ ?? {})];
  for (const carrier of carriers) {
    if (!carrier || typeof carrier !== "object") continue;
    const scopes = [() => carrier.stack?.getScope?.(), () => carrier.defaultCurrentScope, () => carrier.hub];
    for (const scope of scopes) try {
      const options = scope()?.getClient?.()?.getOptions?.();
      if (!options) continue;
      const rate = options.sampleRate;
      const list = name => Array.isArray(options[name]) && options[name].length > 0 ? [name] : [];
      const names = (options.integrations ?? []).map(each => String(each?.name));
      return {
        dsn: typeof options.dsn === "string" ? options.dsn : "", enabled: options.enabled !== false,
        rate: typeof rate === "number" ? rate : 1, hears: names.includes("GlobalHandlers"),
        drops: [...(typeof options.beforeSend === "function" ? ["beforeSend"] : []), ...list("allowUrls"),
                ...list("denyUrls"), ...names.filter(name => name === "ThirdPartyErrorsFilter")],
      };
    } catch {}
  }
  return null;
}"""


@dataclass(frozen=True)
class RunningClient:
    """What a client that runs was told.

    `rate` is the share of errors that it reports, `hears` whether it listens to uncaught ones, and `drops` names the
    settings by which it may drop one.
    """

    dsn: str
    enabled: bool
    rate: float
    hears: bool
    drops: tuple[str, ...]

    @property
    def is_off(self) -> str:
        """Which setting keeps it from reporting any error; nothing where none does."""
        if not self.enabled:
            return "enabled: false"
        return "sampleRate: 0" if self.rate <= 0 else "" if self.dsn else "no DSN"


def read(page: Page) -> RunningClient | None:
    """Return the client that runs in the page; None where none does (yet)."""
    told = page.evaluate(_READ)
    return RunningClient(**(told | {"drops": tuple(told["drops"])})) if told else None
