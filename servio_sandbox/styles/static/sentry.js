// What @sentry/nextjs leaves in a bundle.
export const sentry = { dsn: "https://0123456789abcdef0123456789abcdef@o1.ingest.example.com/1", environment: "ENVIRONMENT", tracesSampleRate: 0.1 };
