"""Every place where a build touches the disk, by name, and ways to die or to be refused there.

Python tells an audit hook (PEP 578) about every file it is about to open, rename or remove; the hook may end the
process or raise the error a bad disk would. The code that builds knows nothing of it.
"""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from corpus.errors import KehoachError

_CHANGING = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "shutil.rmtree", "sqlite3.connect"}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
REFUSED, CRASHED = 2, 3

OnStep = Callable[[int, str], None]


def watch(folder: Path, on_step: OnStep) -> None:
    """Call `on_step` with number and name before each change of a file below a folder; for good, in this process."""
    root, count, busy = str(folder), 0, False

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal count, busy
        if busy or not _changes(event, arguments):
            return
        path = next((str(part) for part in arguments if isinstance(part, str | os.PathLike)), "")
        if not path.startswith(root):
            return
        number, count = count, count + 1
        busy = True
        try:
            on_step(number, f"{event} {_plain(path[len(root) + 1 :])}")
        finally:
            busy = False

    sys.addaudithook(hook)


def _changes(event: str, arguments: tuple[Any, ...]) -> bool:
    if event == "open":
        flags = arguments[2]
        return isinstance(flags, int) and bool(flags & _WRITING)
    return event in _CHANGING


def _plain(path: str) -> str:
    """Return a path without what differs from build to build."""
    path = re.sub(r"\.building-\d+", ".building", path)
    path = re.sub(r"\d{6}-[0-9a-f]{16}", "GENERATION", path)
    return re.sub(r"[0-9a-f]{32}\.npz", "SEGMENT.npz", path)


def in_child(action: Callable[[], object], after: float | None = None) -> int:
    """Run an action in a forked process and wait for it; with `after`, kill it so many seconds later.

    Returns:
        0 done, 2 refused with one of our errors, 3 another error, -9 or -14 killed.
    """
    child = os.fork()
    if child == 0:
        code = CRASHED
        try:
            action()
            code = 0
        except KehoachError:
            code = REFUSED
        except BaseException as error:
            print(f"{type(error).__name__}: {error}", file=sys.stderr)
        finally:
            os._exit(code)
    if after is not None:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
        try:
            ended = signal.sigtimedwait({signal.SIGCHLD}, after)
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
        if ended is None:
            os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def names_of_steps(folder: Path, action: Callable[[], object]) -> list[str]:
    """Return the names of the steps an action takes, in order; the action runs in a child."""
    reading, writing = os.pipe()

    def recorded() -> None:
        watch(folder, lambda number, name: _say(writing, name))
        action()

    try:
        code = in_child(recorded)
        os.close(writing)
        names = list(_heard(reading))
    finally:
        os.close(reading)
    if code:
        raise RuntimeError(f"the action to be recorded ended with {code}")
    return names


def _say(pipe: int, name: str) -> None:
    os.write(pipe, name.encode() + b"\n")


def _heard(pipe: int) -> Iterator[str]:
    content = b""
    while part := os.read(pipe, 65536):
        content += part
    yield from content.decode().splitlines()


def die_at(folder: Path, step: int, delay: float) -> None:
    """End this process, without any cleaning up, at a step, or so many seconds after it."""

    def on_step(number: int, name: str) -> None:
        if number != step:
            return
        if delay <= 0:
            os.kill(os.getpid(), signal.SIGKILL)
        # The default action of SIGALRM ends the process as abruptly as SIGKILL does.
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, delay)

    watch(folder, on_step)


def fail_at(folder: Path, step: int, number_of_error: int) -> None:
    """Refuse a step, and every one after it, with a system error, as a full or broken disk does."""

    def on_step(number: int, name: str) -> None:
        if number >= step:
            raise OSError(number_of_error, os.strerror(number_of_error), name)

    watch(folder, on_step)
