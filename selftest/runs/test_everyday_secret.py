"""A run whose database has a word of everyday use for a password tells its reasons."""

from selftest.support.processes import Verify

ADDRESS = "postgresql://servio:servio@db.example.com:5432/servio"


def test_reasons_are_told_though_a_secret_is_the_product_s_name(verify: Verify) -> None:
    ended = verify("-m", "smoke", "-k", "title_names", "--fault", "home-untitled", DATABASE_URL=ADDRESS)
    (reason,) = ended.verdict["reasons"]
    assert "title of the home page does not name Servio" in reason
    assert "the password in DATABASE_URL is a user name or a word of everyday use" in ended.output
    assert "scrubbed" not in "".join(ended.verdict["reasons"])
