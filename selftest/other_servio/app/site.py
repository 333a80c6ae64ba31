"""Both origins put together; what a defect may take hold of."""

from collections.abc import Iterable
from functools import reduce

from starlette.types import ASGIApp

from selftest.other_servio.app.api import Api
from selftest.other_servio.app.input_parser import InputParser
from selftest.other_servio.app.layers import (
    API_POLICY,
    WEB_POLICY,
    Cors,
    Layer,
    dressing,
    naming,
    security,
    tell_request_id,
)
from selftest.other_servio.app.markup import Markup
from selftest.other_servio.app.views import Views
from selftest.other_servio.app.web import Web
from selftest.other_servio.store.accounts import Accounts
from selftest.other_servio.store.prices import Prices
from selftest.other_servio.store.shop import Shop, seed


def wrapped(app: ASGIApp, layers: Iterable[Layer]) -> ASGIApp:
    """The application inside its layers, the last one outermost."""
    return reduce(lambda inner, layer: layer(inner), layers, app)


class Site:
    """Build it, let defects change it, then ask for its two applications."""

    def __init__(
        self,
        web_origin: str,
        *,
        late_ms: int = 300,
        api_keys: Iterable[str] = (),
        unasked: bool = False,
        hydration_ms: int = 0,
        sign_ins: int = 0,
    ) -> None:
        self.web_origin = web_origin
        self.shop = Shop()
        seed(self.shop)
        self.prices = Prices()
        self.accounts = Accounts(api_keys, sign_ins)
        self.parser = InputParser(self.prices)
        self.views = Views(self.prices)
        self.markup = Markup(asks_for_venue=not unasked, hydration_ms=hydration_ms)
        self.cors = Cors(web_origin)
        self.api = Api(self.shop, self.accounts, self.parser, self.views)
        self.web = Web(self.shop, self.accounts, self.parser, self.markup, late_ms)
        self.api_layers: list[Layer] = [
            self.cors.layer,
            dressing(security(API_POLICY)),
            dressing(tell_request_id),
            naming,
        ]
        self.web_layers: list[Layer] = [dressing(security(WEB_POLICY))]

    def api_app(self) -> ASGIApp:
        """What answers on the API origin."""
        return wrapped(self.api.app(), self.api_layers)

    def web_app(self) -> ASGIApp:
        """What answers on the web origin."""
        return wrapped(self.web.app(), self.web_layers)
