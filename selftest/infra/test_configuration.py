"""Rules for the configuration: each mistake in a healthy file is told by its rule, and nothing else is."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from selftest.infra.healthy import FOR_PRODUCTION, STYLES, VALUES, definition, issued, written
from selftest.infra.mistakes import API, MISTAKES, Mistake
from selftest.support.processes import ROOT
from servio_verify.errors import UsageError
from servio_verify.infra.configuration.catalogue import RULES
from servio_verify.infra.configuration.check import findings
from servio_verify.infra.configuration.dotenv_file import DotenvFile, read_dotenv
from servio_verify.infra.configuration.expected import Expected, read_expected
from servio_verify.infra.configuration.finding import LONGEST, Finding
from servio_verify.infra.configuration.forms import FORMS
from servio_verify.infra.configuration.rules.secret_values import looks_secret
from servio_verify.infra.configuration.subject import Subject
from servio_verify.infra.configuration.task import Task, TaskVariable, task_of

EXPECTED = {name: read_expected(ROOT, name) for name in ("staging", "production")}
STAGING = EXPECTED["staging"]
TODAY = datetime(2026, 11, 20, tzinfo=UTC)
DOCUMENT = Path(__file__).parent / "files" / "document.env"


def look(text: str, expected: Expected = STAGING, task: Task | None = None) -> tuple[Finding, ...]:
    return findings(Subject(expected, DotenvFile(f".env.{expected.name}", text), task, now=TODAY))


@pytest.mark.parametrize("style", STYLES)
def test_a_healthy_file_has_no_mistake_and_no_note(style: str) -> None:
    task = task_of(definition(VALUES, set(STAGING.table.secret)))
    assert [each.text for each in look(STYLES[style])] == []
    if style == "plain":
        assert [each.text for each in look(STYLES[style], task=task)] == []


IDIOMS = {
    "an address put together from its password": "DB_PASSWORD=p4Zr7wQm2vKd\n"
    + written(VALUES).replace(":p4Zr7wQm2vKd@", ":${DB_PASSWORD}@"),
    "passwords by themselves, for the server's own tools": written(VALUES)
    + "PGPASSWORD=p4Zr7wQm2vKd\nPOSTGRES_PASSWORD=p4Zr7wQm2vKd\nREDIS_PASSWORD=mT8vLq3ZxWpR6sYd\n",
    "keys in PEM": written(VALUES)
    + 'JWT_PRIVATE_KEY="-----BEGIN PRIVATE KEY-----\\nMIIabc\\n-----END PRIVATE KEY-----\\n"\n'
    + 'SAML_PRIVATE_KEY="-----BEGIN PRIVATE KEY-----\nMIIabd\n-----END PRIVATE KEY-----\n"\n'
    + 'NEXT_PUBLIC_JWKS="-----BEGIN PUBLIC KEY-----\nMIIabe\n-----END PUBLIC KEY-----\n"\n',
    "words, signs and templates of its own": written(VALUES)
    + 'PROXY=none\nLOG_FORMAT=null\nPHONE_FORMAT=xxx-xxxx\nMASK=****\nJOINER=", "\nCSV_QUOTE=\'"\'\n'
    + "EMAIL_SUBJECT='Order {{order_id}}'\nGREETING='Tell us your name'\n",
}


@pytest.mark.parametrize("idiom", IDIOMS)
def test_a_usual_idiom_is_no_mistake(idiom: str) -> None:
    assert [each.text for each in look(IDIOMS[idiom]) if each.decides] == []


def test_an_address_with_the_port_that_it_has_anyway_is_the_same() -> None:
    assert look(written(VALUES | {API: f"{VALUES[API]}:443"})) == ()


def test_an_sslmode_that_nobody_knows_is_not_said_to_be_in_the_clear() -> None:
    said = {
        mode: look(written(VALUES | {"DATABASE_URL": VALUES["DATABASE_URL"].replace("=require", f"={mode}")}))[0].says
        for mode in ("verified", "prefer")
    }
    assert said["verified"].startswith("has an sslmode that PostgreSQL does not know")
    assert said["verified"].endswith("its own clients refuse the address")
    assert said["prefer"].endswith("the data may travel in the clear")


PLAIN = {
    "ACCESS_TOKEN_TTL_SECONDS": "900",
    "CORS_ALLOW_CREDENTIALS": "true",
    "DB_SECRET": "arn:aws:secretsmanager:us-east-1:123456789012:secret:servio-staging/db-AbCdEf",
    "PASSWORD_MIN_LENGTH": "8",
    "PASSWORD_RESET_URL": "https://staging.servio.com/reset",
    "SORT_KEY": "created_at",
    "STRIPE_PUBLISHABLE_KEY": issued("pk", "test_51NqZk3Lw0aBcDeFgHiJkLmNo"),
}


@pytest.mark.parametrize(("name", "value"), PLAIN.items())
def test_what_a_task_may_be_told_plainly_is_no_secret(name: str, value: str) -> None:
    task = task_of(definition(VALUES | {name: value}, set(STAGING.table.secret)))
    assert not looks_secret(name, value)
    assert [each.text for each in look(written(VALUES), task=task) if each.decides] == []


def test_a_healthy_file_of_production_has_none_either() -> None:
    assert [each.text for each in look(written(VALUES | FOR_PRODUCTION), EXPECTED["production"])] == []


@pytest.mark.parametrize("mistake", MISTAKES, ids=[f"{it.rule}-{number}" for number, it in enumerate(MISTAKES)])
def test_a_mistake_is_told_by_its_rule_and_by_no_other(mistake: Mistake) -> None:
    found = look(mistake.text, EXPECTED[mistake.environment])
    assert sorted({each.rule for each in found}) == sorted({mistake.rule, *mistake.also}), [each.text for each in found]
    assert mistake.key in {each.key for each in found if each.rule == mistake.rule}


def test_every_rule_has_a_mistake_that_it_tells() -> None:
    elsewhere = {rule for rule, it in RULES.items() if it.family in ("task", "file")}
    elsewhere |= {"shared-secret"}
    assert set(RULES) - {each.rule for each in MISTAKES} - elsewhere == {"wrong-value"}
    assert sum(rule.decides for rule in RULES.values()) >= 25


def test_the_documents_own_file_has_these_defects_and_no_others() -> None:
    text = read_dotenv(DOCUMENT, ".env.staging").text
    assert [each.text.removeprefix(".env.staging:") for each in look(text)] == [
        "2: NODE_ENV must be production: Next.js knows that, development and test, and a deployed build is production",
        "7: DATABASE_URL still holds a placeholder (filler letters): set the real value",
        "7: DATABASE_URL has no sslmode: add ?sslmode=require, or the data may travel in the clear",
        "10: REDIS_URL still holds a placeholder (filler letters): set the real value",
        "10: REDIS_URL is redis://, and Redis here speaks TLS only: write rediss://",
        "14: NEXT_PUBLIC_SUPABASE_ANON_KEY still holds a placeholder (its own name): set the real value",
        "15: SUPABASE_SERVICE_ROLE_KEY still holds a placeholder (its own name): set the real value",
        "18: NEXT_PUBLIC_STRIPE_PUBLISHABLE_KEY still holds a placeholder (filler letters): set the real value",
        "19: STRIPE_SECRET_KEY still holds a placeholder (filler letters): set the real value",
        "20: STRIPE_WEBHOOK_SECRET still holds a placeholder (filler letters): set the real value",
        "23,32: NEXT_PUBLIC_SENTRY_DSN stands twice; every reader takes line 32: keep one line",
        "27: LAUNCHDARKLY_SDK_KEY still holds a placeholder (its own name): set the real value",
        "29: UNLEASH_API_KEY still holds a placeholder (its own name): set the real value",
        "32: NEXT_PUBLIC_SENTRY_DSN still holds a placeholder (filler letters): set the real value",
        "33: DATADOG_API_KEY still holds a placeholder (its own name): set the real value",
        "34: DATADOG_APP_KEY still holds a placeholder (its own name): set the real value",
        "10: REDIS_URL has no password, and Redis here has AUTH: write rediss://:PASSWORD@HOST:PORT",
    ]


def test_the_example_of_this_repository_has_its_placeholders_alone() -> None:
    file = read_dotenv(ROOT / ".env.staging.example")
    found = findings(Subject(STAGING, file))
    assert [(each.rule, each.key) for each in found] == [
        *(("placeholder", key) for key in file.values),
        ("own-file", ""),
    ]


def test_a_duplicate_says_which_line_each_reader_takes() -> None:
    found = look(written(VALUES) + "SENTRY_ENVIRONMENT=one two\n")
    told = next(each for each in found if each.rule == "duplicate-key")
    assert told.lines == (13, 19)
    assert told.says == "stands twice; a shell: line 13, the others: line 19: keep one line"


def test_a_difference_says_who_takes_another_value() -> None:
    found = look(written(VALUES | {"UNLEASH_API_KEY": "default:staging.9f1c4b7e2a5d#8c3f"}))
    assert [each.says for each in found] == [
        "holds a #; Next.js takes another value, unlike python-dotenv and Compose: quote the value"
    ]


def test_every_line_is_short() -> None:
    longest = max((each.text for it in MISTAKES for each in look(it.text, EXPECTED[it.environment])), key=len)
    assert len(longest) <= LONGEST
    assert "…" not in longest[-1]


def test_a_value_that_is_not_the_agreed_one_is_told() -> None:
    agreed = replace(STAGING, equals={"UNLEASH_API_URL": "https://flags.unleash.io/api"})
    assert [(each.rule, each.says) for each in look(written(VALUES), agreed)] == [
        ("wrong-value", "must be https://flags.unleash.io/api here")
    ]


def test_the_document_on_it_has_every_rule_and_every_form() -> None:
    text = (ROOT / "docs/configuration.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([\w-]+)` \| (note|) +\|? ?(.*) \|$", text, re.MULTILINE)
    told = {name: (bool(not note), mistake) for name, note, mistake in rows if name in RULES}
    assert told == {name: (rule.decides, rule.mistake) for name, rule in RULES.items()}
    assert f"{sum(rule.decides for rule in RULES.values())} kinds of mistake" in text
    assert not [form for form in FORMS if f"`{form}`" not in text]


@pytest.mark.parametrize(
    ("facts", "line"),
    [
        ("configuration = 1", "configuration must be a table: write [configuration] before its lines"),
        ("[configuration]\nsslmode = 'requir'", "sslmode: known modes: disable, allow, prefer, require, verify-ca"),
        ("[configuration]\nrequried = []", "unknown key 'requried'; did you mean 'required'?"),
        ("[configuration]\nrequired = 'NODE_ENV'", "required must be a list of texts"),
        ("[configuration]\nredis_tls = 'yes'", "redis_tls must be true or false"),
        ("[configuration.form]\nNODE_ENV = 'words'", "[configuration.form] NODE_ENV: known forms: datadog-api, "),
        ("[configuration.equals]\nNODE_ENV = 1", '[configuration.equals] holds lines like KEY = "text"'),
        ("[configuration", "environments/staging.facts.toml: "),
    ],
)
def test_a_mistake_in_the_facts_file_is_one_line(tmp_path: Path, facts: str, line: str) -> None:
    folder = tmp_path / "environments"
    folder.mkdir()
    (folder / "staging.toml").write_text('web_url = "https://staging.example.com"')
    (folder / "staging.facts.toml").write_text(facts)
    with pytest.raises(UsageError) as told:
        read_expected(tmp_path, "staging")
    assert line in str(told.value)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("rule", "variables"),
    [
        ("plain-secret", [("app", "DATABASE_URL", "environment", VALUES["DATABASE_URL"])]),
        ("plain-secret", [("app", "MAILER", "environment", "smtp://servio:p4Zr7wQm2vKd@mail.servio.com:587")]),
        ("plain-secret", [("agent", "DD_API_SECRET", "environment", VALUES["DATADOG_API_KEY"])]),
        ("task-duplicate", [("app", "NODE_ENV", "environment", "production")]),
        ("only-in-task", [("app", "SOMETHING_NEW", "environment", "1")]),
        ("live-key", [("app", "PAYMENTS", "environment", issued("sk", "live_51NqZk3Lw0pQrStUv"))]),
        ("placeholder", [("app", "MAIL_HOST", "environment", "changeme")]),
    ],
)
def test_a_mistake_in_the_task_is_told(rule: str, variables: list[tuple[str, str, str, str]]) -> None:
    healthy = task_of(definition(VALUES, set(STAGING.table.secret)))
    replaced = {(container, name) for container, name, *_ in variables if rule != "task-duplicate"}
    kept = [each for each in healthy.variables if (each.container, each.name) not in replaced]
    more = [TaskVariable(*each) for each in variables]  # type: ignore[arg-type] # the literals above
    found = look(written(VALUES), task=Task.of([*kept, *more]))
    assert rule in {each.rule for each in found}
    assert {each.rule for each in found} <= {rule, "only-in-task", "plain-secret"}


def test_a_task_without_a_required_key_is_told() -> None:
    some = {key: value for key, value in VALUES.items() if key != "SENTRY_ENVIRONMENT"}
    found = look(written(VALUES), task=task_of(definition(some, set(STAGING.table.secret))))
    assert [each.text for each in found] == [
        "task, app: SENTRY_ENVIRONMENT is required, and the task does not get it: add it to the task definition"
    ]


def test_a_task_with_other_values_than_the_file_is_told() -> None:
    other = definition(VALUES | {"UNLEASH_API_URL": "https://flags.unleash.io/api"}, set(STAGING.table.secret))
    assert [each.rule for each in look(written(VALUES), task=task_of(other))] == ["task-differs"]


def test_a_task_whose_container_has_another_name_is_told() -> None:
    other = definition(VALUES, set(STAGING.table.secret))
    other["taskDefinition"]["containerDefinitions"][0]["name"] = "web"
    assert [each.rule for each in look(written(VALUES), task=task_of(other))] == ["task-no-container"]


def test_a_task_that_reads_files_lacks_nothing_that_can_be_told() -> None:
    told = definition({"NODE_ENV": "production"}, set())
    told["taskDefinition"]["containerDefinitions"][0]["environmentFiles"] = [{"value": "arn", "type": "s3"}]
    assert not look(written(VALUES), task=task_of(told))


def test_keys_of_the_file_that_the_task_does_not_get_are_told() -> None:
    text = written(VALUES) + "SLACK_WEBHOOK_URL=https://hooks.slack.com/services/T0/B0/9fKd8sLq\n"
    found = look(text, task=task_of(definition(VALUES, set(STAGING.table.secret))))
    assert [(each.rule, each.key) for each in found] == [("only-in-file", "SLACK_WEBHOOK_URL")]
