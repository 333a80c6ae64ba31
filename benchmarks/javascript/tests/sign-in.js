exports.signIn = async (page) => {
  await page.goto("/login");
  await page.fill('input[name="email"]', process.env.EMAIL);
  await page.fill('input[name="password"]', process.env.PASSWORD);
  await page.click('button[type="submit"]');
  await page.waitForURL(/\/dashboard/);
};
