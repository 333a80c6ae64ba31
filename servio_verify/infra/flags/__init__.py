"""Feature flags of an environment, as the services that keep them tell their SDKs."""
