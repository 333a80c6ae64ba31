const { defineConfig, devices } = require("@playwright/test");

// Without BROWSER_PATH, Playwright's own browser is launched.
module.exports = defineConfig({
  testDir: "tests",
  reporter: "line",
  use: {
    ...devices["Desktop Chrome"],
    baseURL: process.env.WEB_URL,
    trace: "retain-on-failure",
    launchOptions: { executablePath: process.env.BROWSER_PATH || undefined },
  },
});
