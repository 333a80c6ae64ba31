// What an app does with @sentry/browser when it starts.
window.Sentry?.init({
  dsn: "DSN",
  environment: "ENVIRONMENT",
  release: "BUILD",
  tracesSampleRate: 1,
  integrations: [window.Sentry.browserTracingIntegration()],
  // OPTIONS
});
