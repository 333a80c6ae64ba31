"""Personal data: nobody real is left in staging's database, and its rows fit together."""

from typing import TYPE_CHECKING

from servio_verify.testing import CRITICAL, area

if TYPE_CHECKING:
    from servio_verify.data.check.tier import PersonalData

pytestmark = area("Infrastructure", "Personal data", CRITICAL)


def test_no_real_person_is_left(personal_data: "PersonalData") -> None:
    personal_data.expect_nobody()


def test_rows_fit_together(personal_data: "PersonalData") -> None:
    personal_data.expect_whole_rows()


def test_everything_was_looked_at(personal_data: "PersonalData") -> None:
    personal_data.expect_covered()
