const { test, expect } = require("@playwright/test");
const { signIn } = require("./sign-in");

test("home page loads", async ({ page }) => {
  await page.goto("/");
  await expect(page).toHaveTitle(/Servio/);
});

test("API health answers", async ({ request }) => {
  const answer = await request.get(`${process.env.API_URL}/health`);
  expect(answer.status()).toBe(200);
});

test("sign-in leads to the dashboard", async ({ page }) => {
  await signIn(page);
  await expect(page).toHaveURL(/dashboard/);
});

test("venues are listed", async ({ request }) => {
  const answer = await request.get(`${process.env.API_URL}/api/v1/venues`);
  expect(answer.status()).toBe(200);
});
