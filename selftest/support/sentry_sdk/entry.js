import { browserTracingIntegration, init } from "@sentry/browser";

window.Sentry = { browserTracingIntegration, init };
