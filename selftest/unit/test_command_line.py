"""The command `servio-verify`: how it ends, whichever of its commands was asked for."""

import pytest

from servio_verify.cli.commands import history
from servio_verify.cli.main import main


def test_ctrl_c_ends_a_command_with_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_options: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(history, "run", interrupted)
    assert main(["history"]) == 130
    assert capsys.readouterr().err == "servio-verify: ended by Ctrl-C\n"
