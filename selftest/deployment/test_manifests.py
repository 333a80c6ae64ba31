"""The manifests in deploy/ for platforms that ask: of the form that these want, and with words that our command takes.

The schemas are the parts of the platforms' own (Argo Rollouts v1.10, flagger.app/v1beta1, Kubernetes 1.33) that are
used here; a member that they do not name is a mistake.
"""

from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from jsonschema import Draft202012Validator, ValidationError  # type: ignore[import-untyped]

from selftest.deployment.conftest import Gate, keep, verdict_of
from selftest.support.aws.paused import BUILD
from selftest.support.processes import ROOT
from servio_verify.cli.arguments import Parser
from servio_verify.cli.main import parser
from servio_verify.pytest_plugin import options
from servio_verify.results.verdict import Verdict

TEMPLATE = "{{args.build}}"


def read(name: str) -> list[dict[str, Any]]:
    return list(yaml.safe_load_all((ROOT / "deploy" / name).read_text(encoding="utf-8")))


def only(*required: str, **members: Any) -> dict[str, Any]:
    """Return the schema of an object with these members and no other; `None` takes any value."""
    told = {name: {} if schema is None else schema for name, schema in members.items()}
    return {"type": "object", "properties": told, "required": list(required), "additionalProperties": False}


def some(schema: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": schema, "minItems": 1}


TEXT, NUMBER = {"type": "string", "minLength": 1}, {"type": "integer"}
NAMED = only("name", name=TEXT)
SECURITY = only("allowPrivilegeEscalation", allowPrivilegeEscalation={"const": False}, capabilities=None)
CONTAINER = only(
    *("name", "image", "command", "args", "resources", "securityContext", "volumeMounts"),
    name=TEXT,
    image=TEXT,
    imagePullPolicy={"enum": ["IfNotPresent", "Always"]},
    workingDir=TEXT,
    command=some(TEXT),
    args=some(TEXT),
    envFrom=some(only(secretRef=NAMED)),
    ports=some(only("containerPort", containerPort=NUMBER)),
    resources=only("requests", "limits", requests=None, limits=None),
    securityContext=SECURITY,
    volumeMounts=some(only("name", "mountPath", name=TEXT, mountPath=TEXT, readOnly={"type": "boolean"})),
)
POD = only(
    *("containers", "securityContext", "volumes"),
    restartPolicy={"const": "Never"},
    automountServiceAccountToken={"const": False},
    securityContext=None,
    containers=some(CONTAINER),
    volumes=some(only("name", name=TEXT, persistentVolumeClaim=only("claimName", claimName=TEXT))),
)
JOB = only("template", backoffLimit={"const": 0}, activeDeadlineSeconds=NUMBER, template=only("spec", spec=POD))
WEB = only("url", "jsonPath", url=TEXT, jsonPath=TEXT, timeoutSeconds=NUMBER)
METRIC = only(
    *("name", "provider"),
    name=TEXT,
    interval={"type": "string", "pattern": r"^\d+[smh]$"},
    successCondition=TEXT,
    failureCondition=TEXT,
    consecutiveSuccessLimit=NUMBER,
    failureLimit=NUMBER,
    inconclusiveLimit=NUMBER,
    consecutiveErrorLimit=NUMBER,
    provider=only(job=only("spec", spec=JOB), web=WEB),
)
ANALYSIS = only(args=some(NAMED), dryRun=some(only("metricName", metricName=TEXT)), metrics=some(METRIC))
WEBHOOK = only(
    *("name", "type", "url", "metadata"),
    name=TEXT,
    type={"enum": ["confirm-promotion", "rollback"]},
    url=TEXT,
    timeout={"type": "string", "pattern": r"^\d+s$"},
    metadata=only("build", build=TEXT),
)
CANARY = only(
    *("targetRef", "service", "analysis"),
    targetRef=only("apiVersion", "kind", "name", apiVersion=TEXT, kind=TEXT, name=TEXT),
    service=only("port", port=NUMBER),
    analysis=only(
        *("interval", "threshold", "webhooks"),
        interval=TEXT,
        threshold=NUMBER,
        iterations=NUMBER,
        webhooks=some(WEBHOOK),
    ),
)
LABELS = only("app", app=TEXT)
SERVER = only(
    *("selector", "template"),
    replicas=NUMBER,
    selector=only("matchLabels", matchLabels=LABELS),
    template=only("metadata", "spec", metadata=only("labels", labels=LABELS), spec=POD),
)
SPECS = {
    ("argoproj.io/v1alpha1", "AnalysisTemplate"): ANALYSIS,
    ("flagger.app/v1beta1", "Canary"): CANARY,
    ("apps/v1", "Deployment"): SERVER,
    ("v1", "Service"): only("selector", "ports", selector=LABELS, ports=some(only("port", name=TEXT, port=NUMBER))),
    ("v1", "PersistentVolumeClaim"): only("accessModes", "resources", accessModes=some(TEXT), resources=None),
}
FILES = ("gate-kubernetes.yaml", "argo/analysis-template.yaml", "flagger/canary.yaml")


def check(manifest: dict[str, Any]) -> None:
    """Raise ValidationError where a manifest is not of its platform's form."""
    whole = only(
        "apiVersion", "kind", "metadata", "spec", apiVersion=TEXT, kind=TEXT, metadata=NAMED, spec={"type": "object"}
    )
    Draft202012Validator(whole).validate(manifest)
    Draft202012Validator(SPECS[manifest["apiVersion"], manifest["kind"]]).validate(manifest["spec"])


@pytest.mark.parametrize("name", FILES)
def test_a_manifest_is_of_its_platforms_form(name: str) -> None:
    for manifest in read(name):
        check(manifest)


def test_a_mistake_in_a_manifest_is_seen() -> None:
    (template,) = read("argo/analysis-template.yaml")
    template["spec"]["metrics"][1]["sucessCondition"] = 'result == "GO"'
    with pytest.raises(ValidationError, match="sucessCondition"):
        check(template)


def containers() -> list[dict[str, Any]]:
    server = read("gate-kubernetes.yaml")[2]["spec"]["template"]["spec"]
    (template,) = read("argo/analysis-template.yaml")
    job = template["spec"]["metrics"][0]["provider"]["job"]["spec"]["template"]["spec"]
    return [*server["containers"], *job["containers"]]


def test_our_command_takes_the_words() -> None:
    serve, run = containers()
    for container in (serve, run):
        assert container["command"][0] == ".venv/bin/servio-verify"
    told = parser("gate").parse_args([*serve["command"][1:], *serve["args"]])
    assert (told.env, told.host, told.port, told.tiers) == ("staging", "0.0.0.0", 8737, ["smoke"])  # noqa: S104
    pytests = Parser()
    pytests.add_argument("-m")
    options.add(pytests.add_argument)
    assert run["command"][1:] == ["run"]
    asked = pytests.parse_args([word.replace(TEMPLATE, BUILD) for word in run["args"]])
    assert (asked.m, asked.env, asked.expect_build) == ("smoke", "staging", BUILD)


def test_both_ends_of_the_claim_and_of_the_service_have_one_name() -> None:
    claim, service, server = read("gate-kubernetes.yaml")
    (template,) = read("argo/analysis-template.yaml")
    job = template["spec"]["metrics"][0]["provider"]["job"]["spec"]["template"]["spec"]
    pods = (server["spec"]["template"]["spec"], job)
    assert {pod["volumes"][0]["persistentVolumeClaim"]["claimName"] for pod in pods} == {claim["metadata"]["name"]}
    assert {Path(each["volumeMounts"][0]["mountPath"]) for each in containers()} == {Path("/suite/runs")}
    port = service["spec"]["ports"][0]["port"]
    assert server["spec"]["template"]["spec"]["containers"][0]["ports"] == [{"containerPort": port}]
    origin = f"http://{service['metadata']['name']}:{port}/"
    assert all(url.startswith(origin) for url in (argo()["provider"]["web"]["url"], *(hook["url"] for hook in hooks())))
    assert service["spec"]["selector"] == server["spec"]["template"]["metadata"]["labels"]


def argo() -> dict[str, Any]:
    (template,) = read("argo/analysis-template.yaml")
    metric: dict[str, Any] = template["spec"]["metrics"][1]
    assert metric["name"] not in [dry["metricName"] for dry in template["spec"]["dryRun"]]
    return metric


def hooks() -> list[dict[str, Any]]:
    (canary,) = read("flagger/canary.yaml")
    told: list[dict[str, Any]] = canary["spec"]["analysis"]["webhooks"]
    return told


def measured(metric: dict[str, Any], result: str) -> str:
    """Return what Argo Rollouts makes of a result (utils/evaluate): both conditions mean the same in Python."""
    succeeds, fails = (
        eval(metric[name], {"__builtins__": {}}, {"result": result})  # noqa: S307 - our own manifest's text
        for name in ("successCondition", "failureCondition")
    )
    return "Failed" if fails else "Successful" if succeeds else "Inconclusive"


@pytest.mark.parametrize(
    ("word", "phase", "yes"),
    [
        (Verdict.GO, "Successful", ["GO"]),
        (Verdict.NO_GO, "Failed", ["NO-GO"]),
        (Verdict.INCONCLUSIVE, "Inconclusive", []),
        (Verdict.INVALID, "Inconclusive", []),
        (None, "Inconclusive", []),
    ],
)
def test_each_word_does_there_what_it_should(
    gate: Gate, served: httpx.Client, word: Verdict | None, phase: str, yes: list[str]
) -> None:
    if word:
        keep(gate, word)
    metric = argo()
    path = httpx.URL(metric["provider"]["web"]["url"].replace(TEMPLATE, BUILD)).raw_path.decode()
    document = served.get(path).json()
    member = metric["provider"]["web"]["jsonPath"].removeprefix("{$.").removesuffix("}")
    assert measured(metric, document[member]) == phase
    agreed = []
    for hook in hooks():
        payload = {"name": "servio", "namespace": "servio", "phase": "Waiting", "metadata": hook["metadata"]}
        if served.post(httpx.URL(hook["url"]).path, json=payload).status_code <= 202:
            agreed.append(hook["name"])
    assert agreed == yes
    assert verdict_of(Verdict.GO).attestation.build == hooks()[0]["metadata"]["build"]
