"""`kehoach app`: what it runs, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.cli import main
from api.cli_app import checked_port, command


def test_it_runs_the_front_end_with_its_look_and_without_calling_elsewhere() -> None:
    words = command("127.0.0.1", 8501)
    options = dict(zip(words[5::2], words[6::2], strict=True))
    assert words[1:4] == ["-m", "streamlit", "run"]
    assert Path(words[4]).name == "app_streamlit.py"
    assert Path(options["--theme.base"]).is_file()
    assert options["--browser.gatherUsageStats"] == "false"
    assert options["--server.address"] == "127.0.0.1"


@pytest.mark.parametrize("port", ["0", "65536", "x", "-1", "١", ""])
def test_a_port_that_is_none_is_refused(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["app", "--port", port]) == 2
    assert "--port phải là số nguyên từ 1 đến 65535" in capsys.readouterr().err


def test_the_ends_of_the_range() -> None:
    assert (checked_port("1"), checked_port("65535")) == (1, 65535)
