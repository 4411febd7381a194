"""`work`: takes tasks from the queue and does them, and sees to the work done again and again."""

from __future__ import annotations

import logging
import threading
from typing import Any

from django.db import close_old_connections, connection
from django.db.utils import DatabaseError
from django_tasks_db.management.commands.db_worker import Command as DatabaseWorker

from goodwill.crm.site import jobs

log = logging.getLogger(__name__)

EVERY_SECONDS = 15.0


class Command(DatabaseWorker):
    """The queue's worker, with a pulse beside it that goes on while a long task runs."""

    help = "Do what waits in the queue, and what is due again."

    def configure_logging(self, verbosity: int) -> None:
        """The settings say how to log."""

    def handle(self, *, worker_id: str, **options: Any) -> None:
        stop = threading.Event()
        pulse = threading.Thread(target=_beat, args=(worker_id, stop), daemon=True)
        pulse.start()
        try:
            super().handle(worker_id=worker_id, **options)
        finally:
            stop.set()
            pulse.join(timeout=5)


def _beat(worker_id: str, stop: threading.Event) -> None:
    while True:
        try:
            _once(worker_id)
        except DatabaseError:
            # The database is away for a moment: the next beat tries again.
            log.warning("The database did not answer the worker's pulse.", exc_info=True)
            connection.close()
        if stop.wait(EVERY_SECONDS):
            connection.close()
            return


def _once(worker_id: str) -> None:
    close_old_connections()
    jobs.sign_of_life(f"worker:{worker_id}")
    jobs.revive_abandoned()
    jobs.enqueue_due()
