"""An alarm clock and nothing more: every minute it asks the database what is due."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from datetime import date
from types import FrameType

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from workflow.commands.services import Services
from workflow.commands.tidying import tidy
from workflow.delivery.heartbeat import TICK
from workflow.delivery.links import check_links
from workflow.delivery.mailer import mailer
from workflow.delivery.sender import check_sender, send_due
from workflow.delivery.sweep import sweep

Stop = Callable[[], None]
Job = Callable[[], object]


def run_scheduler(services: Services) -> int:
    """Sweep every minute until SIGTERM or SIGINT; then 0."""
    return _until_told(_start(services, {"scheduler": _sweeping(services)}))


def run_sender(services: Services) -> int:
    """Send what is due every minute until SIGTERM or SIGINT; then 0. BadRequest for settings of no use."""
    return _until_told(_start(services, {"sender": _sending(services)}))


def start_in_background(services: Services) -> Stop:
    """Sweep and send every minute beside whatever this process does; calling the answer ends it.

    Raises BadRequest for mail settings of no use.
    """
    sending = _sending(services)
    return _start(services, {"scheduler": _sweeping(services), "sender": sending})


def alarm_clock(services: Services, jobs: dict[str, Job]) -> BackgroundScheduler:
    """A scheduler that is not started yet: one tick a minute for each job, in UTC, kept in memory only."""
    found = BackgroundScheduler(
        timezone="UTC",
        executors={"default": ThreadPoolExecutor(max(len(jobs), 1))},
        job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
    )
    for name, job in jobs.items():
        now = services.clock.now()
        tick = _steady(name, job)
        found.add_job(tick, "interval", seconds=TICK.total_seconds(), id=name, next_run_time=now)
    return found


def _sweeping(services: Services) -> Job:
    """A sweep, on the first tick of each day tidying what has had its time, and links that are due a try."""
    tidied: list[date] = []

    def tick() -> None:
        sweep(services, services.clock.now())
        if tidied != [services.today]:
            tidy(services)
            tidied[:] = [services.today]
        check_links(services)

    return tick


def _sending(services: Services) -> Job:
    check_sender(services.settings)
    postman = mailer(services.settings)
    worker = f"{socket.gethostname()[:24]}:{os.getpid()}"
    return lambda: send_due(services, postman, worker=worker)


def _start(services: Services, jobs: dict[str, Job]) -> Stop:
    running = alarm_clock(services, jobs)
    running.start()
    return lambda: running.shutdown(wait=True)


def _steady(name: str, job: Job) -> Callable[[], None]:
    """The job as a tick that nothing ends: a fault is one line on standard error, and the next tick comes."""

    def tick() -> None:
        try:
            job()
        except Exception as fault:
            words = str(getattr(fault, "orig", fault)).strip().splitlines() or [""]
            print(f"{name}: {type(fault).__name__}: {words[0]}", file=sys.stderr, flush=True)

    return tick


def _until_told(stop: Stop) -> int:
    told = threading.Event()

    def hear(number: int, frame: FrameType | None) -> None:
        told.set()

    before = {number: signal.signal(number, hear) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        told.wait()
    finally:
        stop()
        for number, handler in before.items():
            signal.signal(number, handler)
    return 0
