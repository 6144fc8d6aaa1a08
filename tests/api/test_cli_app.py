"""`kehoach app`: what it runs, and what it refuses."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from api.cli import main
from api.cli_app import checked_port, command, run_until_stopped

SLEEPS = "import time; print('on', flush=True); time.sleep(60)"
STAYS = f"""
import sys
from api.cli_app import run_until_stopped
sys.exit(run_until_stopped([sys.executable, "-c", {SLEEPS!r}]))
"""


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


def test_who_ends_it_ends_what_it_started() -> None:
    with subprocess.Popen([sys.executable, "-c", STAYS], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "on\n"
        process.terminate()
        assert process.wait(20) == 0
        # The pipe ends when the last process that holds it does.
        assert process.stdout.read() == ""


def test_the_exit_code_is_that_of_what_it_ran() -> None:
    assert run_until_stopped([sys.executable, "-c", "raise SystemExit(3)"]) == 3
