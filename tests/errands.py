"""What worker processes are asked to do in tests of the workshop; imports little, since every worker imports it."""

from __future__ import annotations

import os
import signal
import time


def double(number: int) -> int:
    return number * 2


def nap(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def own_pid(seconds: float = 0.0) -> int:
    time.sleep(seconds)
    return os.getpid()


def die(_: object = None) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def fail(message: str) -> None:
    raise ValueError(message)


def fail_always() -> None:
    raise ValueError("no model")


def die_of_three(number: int) -> int:
    if number == 3:
        die()
    return number
