"""Worker processes: results, deadlines, crashes, deaths, order, and an end that leaves nobody behind."""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipelines.outcomes import Failure
from pipelines.workshop import CrashError, DeadlineError, WorkerLostError, Workshop, WorkshopError
from tests.errands import die, die_of_three, double, fail, fail_always, nap, own_pid

if TYPE_CHECKING:
    from collections.abc import Iterator

PARENT = """
import sys, time
from pipelines.workshop import Workshop
from tests.errands import nap, own_pid
if __name__ == "__main__":
    with Workshop(2, deadline=2.0) as shop:
        print(*set(shop.map(own_pid, [0.1] * 12)), flush=True)
        print(list(shop.map(nap, [float(sys.argv[1])])), flush=True)
"""


@pytest.fixture(scope="module")
def shop() -> Iterator[Workshop]:
    """Two workers with a deadline of a second, shared: each test leaves it usable, which is part of the test."""
    with Workshop(2, deadline=1.0) as made:
        yield made


@pytest.fixture
def parent(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], list[int]]]:
    """A process of its own with two workers that sleep, and the workers' numbers."""
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    process = subprocess.Popen(
        [sys.executable, str(script), str(request.param)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)},
    )
    assert process.stdout is not None
    workers = [int(word) for word in process.stdout.readline().split()]
    yield process, workers
    process.kill()
    process.communicate()


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def wait_until_gone(pids: list[int]) -> None:
    for _ in range(200):
        if not any(map(alive, pids)):
            return
        time.sleep(0.05)
    pytest.fail(f"still alive: {[pid for pid in pids if alive(pid)]}")


class TestOneTask:
    async def test_gives_its_result_from_another_process(self, shop: Workshop) -> None:
        assert 42 == await shop.run(double, 21)
        assert os.getpid() != await shop.run(own_pid)

    async def test_over_the_deadline_is_ended(self, shop: Workshop) -> None:
        begun = time.monotonic()
        with pytest.raises(DeadlineError, match="not done after 1 seconds") as raised:
            await shop.run(nap, 60)
        assert time.monotonic() - begun < 10
        assert Failure.DEADLINE == raised.value.failure

    async def test_that_kills_its_worker_is_lost_alone(self, shop: Workshop) -> None:
        results = await asyncio.gather(shop.run(die), *(shop.run(double, n) for n in range(8)), return_exceptions=True)
        assert isinstance(results[0], WorkerLostError)
        assert Failure.CRASH == results[0].failure
        assert [n * 2 for n in range(8)] == results[1:]

    async def test_that_raises_tells_where(self, shop: Workshop) -> None:
        with pytest.raises(CrashError, match=r"^ValueError: our bug$") as raised:
            await shop.run(fail, "our bug")
        assert "in fail" in raised.value.trace
        assert Failure.CRASH == raised.value.failure

    async def test_leaves_the_loop_free(self, shop: Workshop) -> None:
        task = asyncio.ensure_future(shop.run(nap, 0.5))
        ticks = 0
        while not task.done():
            await asyncio.sleep(0.01)
            ticks += 1
        assert ticks > 10

    async def test_that_is_cancelled_frees_its_worker(self, shop: Workshop) -> None:
        tasks = [asyncio.ensure_future(shop.run(nap, 0.9)) for _ in range(2)]
        await asyncio.sleep(0.2)
        for task in tasks:
            task.cancel()
        assert 2 == await asyncio.wait_for(shop.run(double, 1), 5)


class TestWorkers:
    async def test_killed_while_idle_are_replaced(self, shop: Workshop) -> None:
        """A pool all of whose workers die without work is broken for good: it has to be made anew."""
        for pid in set(await asyncio.gather(*(shop.run(own_pid, 0.1) for _ in range(6)))):
            os.kill(pid, signal.SIGKILL)
        await asyncio.sleep(0.3)
        assert [0, 2, 4, 6] == await asyncio.gather(*(shop.run(double, n) for n in range(4)))

    async def test_are_replaced_after_a_number_of_tasks(self) -> None:
        with Workshop(1, max_tasks=2) as made:
            pids = [await made.run(own_pid) for _ in range(6)]
        assert 3 == len(set(pids))

    async def test_that_cannot_warm_up_still_work(self) -> None:
        with Workshop(1, warm=fail_always) as made:
            assert 4 == await made.run(double, 2)

    async def test_that_die_before_they_begin_end_in_an_error(self) -> None:
        with Workshop(1, warm=die) as made:
            with pytest.raises(WorkerLostError, match="die before they can begin"):
                await made.run(double, 2)
            (error,) = made.map(double, [2])
            assert isinstance(error, WorkerLostError)

    @pytest.mark.parametrize("parent", [1.5], indirect=True)
    def test_do_not_hear_an_interrupt_meant_for_their_parent(
        self, parent: tuple[subprocess.Popen[str], list[int]]
    ) -> None:
        process, workers = parent
        for pid in workers:
            os.kill(pid, signal.SIGINT)
        out, err = process.communicate(timeout=30)
        assert ("[1.5]\n", "", 0) == (out, err, process.returncode)

    @pytest.mark.parametrize("parent", [60], indirect=True)
    def test_do_not_outlive_a_parent_that_is_killed(self, parent: tuple[subprocess.Popen[str], list[int]]) -> None:
        process, workers = parent
        time.sleep(0.3)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        wait_until_gone(workers)

    @pytest.mark.parametrize("parent", [60], indirect=True)
    def test_end_with_an_interrupted_parent(self, parent: tuple[subprocess.Popen[str], list[int]]) -> None:
        process, workers = parent
        time.sleep(0.2)
        os.kill(process.pid, signal.SIGINT)
        process.wait(timeout=20)
        wait_until_gone(workers)


class TestMany:
    def test_results_come_in_the_order_of_the_items(self, shop: Workshop) -> None:
        assert [0.2, *[0.0] * 9] == list(shop.map(nap, [0.2, *[0.0] * 9]))

    def test_an_error_stands_in_the_place_of_its_result(self, shop: Workshop) -> None:
        found = list(shop.map(nap, [0.0, 60.0, -1.0, 0.1]))
        assert [float, DeadlineError, CrashError, float] == [type(result) for result in found]

    def test_a_dead_worker_costs_one_item(self, shop: Workshop) -> None:
        found = list(shop.map(die_of_three, range(8)))
        assert [0, 1, 2, 4, 5, 6, 7] == [result for result in found if not isinstance(result, WorkshopError)]
        assert isinstance(found[3], WorkerLostError)

    def test_items_are_drawn_only_as_they_are_needed(self, shop: Workshop) -> None:
        drawn = itertools.count()
        results = shop.map(double, drawn)
        assert [0, 2, 4] == list(itertools.islice(results, 3))
        results.close()  # type: ignore[attr-defined]
        assert next(drawn) <= 3 + shop.workers * 4

    def test_no_items_no_results(self, shop: Workshop) -> None:
        assert [] == list(shop.map(double, []))


class TestTheEnd:
    async def test_does_not_wait_for_work_under_way(self) -> None:
        made = Workshop(2)
        waiting = [asyncio.ensure_future(made.run(nap, 60)) for _ in range(6)]
        await asyncio.sleep(0.5)
        begun = time.monotonic()
        made.close()
        assert time.monotonic() - begun < 5
        results = await asyncio.gather(*waiting, return_exceptions=True)
        assert {WorkerLostError} == {type(result) for result in results}

    async def test_takes_no_more_work(self) -> None:
        made = Workshop(1)
        made.close()
        with pytest.raises(WorkerLostError, match="closed"):
            await made.run(double, 1)

    def test_without_work_starts_nobody(self) -> None:
        begun = time.monotonic()
        with Workshop(2):
            pass
        assert time.monotonic() - begun < 0.1
