const { test, expect } = require("@playwright/test");
const { signIn } = require("./sign-in");

test.beforeEach(async ({ page }) => {
  await signIn(page);
});

test("create a venue", async ({ page }) => {
  await page.click("text=Venues");
  await page.click("text=Create Venue");
  await page.fill('input[name="name"]', "Test Venue");
  await page.fill('input[name="address"]', "123 Test Street");
  await page.click('button[type="submit"]');
  await expect(page.locator("text=Venue created")).toBeVisible();
});

test("create a menu", async ({ page }) => {
  await page.click("text=Menus");
  await page.click("text=Create Menu");
  // The form offers its venues a moment later, and the first is the default.
  await expect(page.locator('select[name="venue"]')).toBeEnabled();
  await page.fill('input[name="name"]', "Test Menu");
  await page.click('button[type="submit"]');
  await expect(page.locator("text=Menu created")).toBeVisible();
});

test("create an order", async ({ page }) => {
  await page.click("text=Orders");
  await page.click("text=Create Order");
  await page.selectOption('select[name="venue"]', { label: "Smoke & Barrel" });
  await page.selectOption('select[name="menu"]', { label: "Lunch" });
  await page.click('button[type="submit"]');
  await expect(page.locator("text=Order created")).toBeVisible();
});
