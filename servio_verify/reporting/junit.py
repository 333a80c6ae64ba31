"""JUnit XML: one test case for each promised check, and one for the verdict itself."""

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as Xml

from servio_verify.failures.headline import headline
from servio_verify.reporting import text
from servio_verify.results.model import Entry, Outcome, Result
from servio_verify.results.verdict import Verdict

_SILENT = (Outcome.SKIPPED, Outcome.QUARANTINED, Outcome.NOT_SELECTED)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 cannot hold (2.2, Char); named, as all the others would take long to compile."""


def write(result: Result, path: Path) -> None:
    """Write the file."""
    Xml.ElementTree(tree(result)).write(path, encoding="utf-8", xml_declaration=True)


def tree(result: Result) -> Xml.Element:
    """Return the test suites: a reader that knows only JUnit sees whatever is no GO as a failure."""
    suites = Xml.Element("testsuites")
    suite = Xml.SubElement(suites, "testsuite", name=f"servio-verify {result.environment}")
    suite.set("timestamp", result.started.isoformat())
    verdict = Xml.SubElement(suite, "testcase", classname="servio-verify", name=f"verdict for {result.environment}")
    if result.verdict is not Verdict.GO:
        _say(verdict, "failure", text.first_line(result), "\n".join(_reasons(result)))
    for entry in result.ledger:
        _case(suite, entry)
    suite.set("tests", str(len(result.ledger) + 1))
    suite.set("failures", str(len(suite.findall("*/failure"))))
    suite.set("errors", str(len(suite.findall("*/error"))))
    suite.set("skipped", str(len(suite.findall("*/skipped"))))
    return suites


def _reasons(result: Result) -> Iterator[str]:
    for reason, evidence in text.evidence(result):
        yield reason
        yield from (f"    {line}" for line in evidence)
    yield from text.more_reasons(result)


def _case(suite: Xml.Element, entry: Entry) -> None:
    file, _, name = entry.check.partition("::")
    classname = file.removesuffix(".py").replace("/", ".")
    case = Xml.SubElement(suite, "testcase", classname=classname, name=_clean(name), time=f"{entry.seconds:.3f}")
    if entry.outcome is Outcome.FAILED:
        _say(case, "failure", headline(entry.why), entry.why)
    elif entry.outcome is Outcome.NOT_RUN:
        _say(case, "error", f"did not run: {headline(entry.why)}", entry.why)
    elif entry.outcome in _SILENT:
        said = entry.why if entry.outcome is Outcome.QUARANTINED else f"{entry.outcome}: {entry.why}"
        _say(case, "skipped", headline(said), said)


def _say(case: Xml.Element, kind: str, message: str, more: str = "") -> None:
    Xml.SubElement(case, kind, message=_clean(message)).text = _clean(more or message)


def _clean(words: str) -> str:
    return _NOT_XML.sub("�", words)
