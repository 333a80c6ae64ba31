"""Names and addresses in what a page holds."""

import pytest

from servio_verify.browser.parts.literal import holds_word


@pytest.mark.parametrize(
    "content", ["<p>test@example.com</p>", '"test@example.com"', "To test@example.com.", "a/test@example.com"]
)
def test_an_address_is_found(content: str) -> None:
    assert holds_word(content, "test@example.com")


@pytest.mark.parametrize(
    "content", ["my-test@example.com", "a.test@example.com", "test@example.com.au", "test@example.company"]
)
def test_a_longer_address_is_another_one(content: str) -> None:
    assert not holds_word(content, "test@example.com")
