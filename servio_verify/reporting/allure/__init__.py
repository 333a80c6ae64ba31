"""The Allure report: labels, run facts, check results, and its build."""
