from typing import Any

class Session:
    def __init__(
        self, *, profile_name: str | None = None, region_name: str | None = None, botocore_session: Any = None
    ) -> None: ...
    def get_credentials(self) -> Any: ...
    def client(self, service_name: str, *, config: Any = None) -> Any: ...

def client(
    service_name: str,
    *,
    endpoint_url: str | None = None,
    region_name: str | None = None,
    aws_access_key_id: str | None = None,
    aws_secret_access_key: str | None = None,
) -> Any: ...
