"""Production differs from staging where it was agreed, and nowhere else."""

from selftest.terraform.differences import differences, reviewed
from selftest.terraform.plan import Plan
from selftest.terraform.planted import container, setting, without
from selftest.terraform.tool import FILES

AGREED = {fact for difference in reviewed() for fact in difference["shows"]}

MAY_DIFFER = {"main.tf", "backend.tf"}


def test_the_plans_differ_in_exactly_what_was_agreed(staging: Plan, production: Plan) -> None:
    assert differences(staging, production) == AGREED


def test_a_difference_that_nobody_agreed_on_is_seen(staging: Plan, production: Plan) -> None:
    larger = setting("aws_ecs_service.app", desired_count=3)(production)
    assert differences(staging, larger) - AGREED == {"aws_ecs_service.app.desired_count"}
    open_to_all = without("aws_default_security_group.main")(production)
    assert differences(staging, open_to_all) - AGREED == {"aws_default_security_group.main"}
    other_port = container(cpu=1024)(production)
    assert differences(staging, other_port) - AGREED == {"container.cpu"}


def test_an_agreed_difference_that_is_gone_is_seen(staging: Plan, production: Plan) -> None:
    same = setting("aws_db_instance.main", multi_az=False)(production)
    assert AGREED - differences(staging, same) == {"aws_db_instance.main.multi_az"}


def test_each_agreed_difference_has_its_reason_and_its_date() -> None:
    for difference in reviewed():
        assert set(difference) == {"setting", "shows", "reason", "reviewed"}
        assert difference["reason"].strip(), difference["setting"]


def test_the_roots_are_the_same_files_but_for_their_settings_and_the_place_of_the_state() -> None:
    staging, production = (
        {path.name: path.read_text() for path in (FILES / root).glob("*.tf")} for root in ("staging", "production")
    )
    assert staging.keys() == production.keys()
    assert {name for name in staging if staging[name] != production[name]} == MAY_DIFFER
    assert staging["backend.tf"] == production["backend.tf"].replace("production/", "staging/")


def test_what_main_says_differently_was_agreed() -> None:
    staging, production = (
        set((FILES / root / "main.tf").read_text().splitlines()) for root in ("staging", "production")
    )
    settings = {line.partition("=")[0].strip() for line in staging ^ production}
    agreed = {part for difference in reviewed() for part in difference["setting"].split(".")}
    assert settings <= agreed | {"web", "api"}
