"""What Prometheus reads: requests by route, the queue, the workers, the size of the database."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Histogram,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from goodwill.crm.ui.opening import open_to_all

LOCAL = ("127.0.0.1", "::1")
FORWARDED = ("X-Forwarded-For", "X-Real-IP", "Forwarded", "Via")
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""Where several processes put their counts together; the library reads this variable."""

_REQUESTS = Histogram(
    "goodwill_request_seconds",
    "How long requests took.",
    ("method", "route", "status"),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)


def count(method: str, route: str, status: int, seconds: float) -> None:
    """One request was answered."""
    _REQUESTS.labels(method, route, str(status)).observe(seconds)


@open_to_all
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures, for those with the token; without one only for this machine."""
    if not _may_read(request):
        raise Http404
    registry = CollectorRegistry()
    registry.register(_Now())
    counted = CollectorRegistry() if os.environ.get(FOLDER) else REGISTRY
    if counted is not REGISTRY:
        MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
    body = generate_latest(registry) + generate_latest(counted)
    return HttpResponse(body, content_type=CONTENT_TYPE_LATEST)


def _may_read(request: HttpRequest) -> bool:
    configuration = settings.CONFIGURATION
    if configuration.metrics_token:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return secrets.compare_digest(given.encode(), configuration.metrics_token.encode())
    # Behind a proxy every request comes from this machine: then only the token counts.
    is_direct = not any(name in request.headers for name in FORWARDED)
    is_here = request.META.get("REMOTE_ADDR", "") in LOCAL
    return configuration.is_for_this_machine and is_direct and is_here


class _Now(Collector):
    """What is asked for at the moment of reading."""

    def collect(self) -> Iterable[GaugeMetricFamily]:
        yield from self._queue()
        yield from self._health()

    @staticmethod
    def _queue() -> Iterator[GaugeMetricFamily]:
        from django_tasks_db.models import DBTaskResult

        tasks = GaugeMetricFamily("goodwill_tasks", "Tasks by state.", labels=["status"])
        counts: Any = DBTaskResult.objects.order_by().values_list("status").annotate(n=Count("pk"))
        for status, n in counts:
            tasks.add_metric([status.lower()], n)
        yield tasks

    @staticmethod
    def _health() -> Iterator[GaugeMetricFamily]:
        from goodwill.crm.site import health

        age = health.worker_age_seconds()
        if age is not None:
            yield GaugeMetricFamily(
                "goodwill_worker_age_seconds", "Since a worker last gave a sign of life.", age
            )
        yield GaugeMetricFamily(
            "goodwill_disk_free_bytes", "Free space where the home folder is.", health.disk_free()
        )
