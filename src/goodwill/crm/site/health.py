"""Whether the installation is alive and ready, for balancers and those who watch it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from goodwill.crm.site.jobs import SILENT_AFTER
from goodwill.crm.site.models import Beat
from goodwill.crm.ui.opening import open_to_all

LEAST_FREE_BYTES = 200 * 2**20
ROOM = "/health/"


def answer_first(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: answers before the others, which need the database, a name, HTTPS."""

    def answer(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(ROOM):
            return get_response(request)
        try:
            request.resolver_match = match = resolve(request.path_info)
        except Resolver404:
            return get_response(request)
        told: HttpResponse = match.func(request, *match.args, **match.kwargs)
        return told

    return answer


@open_to_all
@never_cache
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """This process answers; nothing else is asked."""
    return JsonResponse({"status": "ok"})


@open_to_all
@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Whether people can work: 200, or 503 with what is not well. No worker only delays jobs."""
    checks = {"database": _database_answers()}
    if checks["database"]:
        checks["migrations"] = not is_behind()
        checks["worker"] = _worker_lives()
    checks["disk"] = disk_free() > LEAST_FREE_BYTES
    is_ready = all(well for name, well in checks.items() if name != "worker")
    status = ("ok" if checks.get("worker") else "late") if is_ready else "failing"
    told = {"status": status, "checks": {name: _said(well) for name, well in checks.items()}}
    return JsonResponse(told, status=200 if is_ready else 503)


def worker_age_seconds() -> float | None:
    """How long ago a worker last gave a sign of life; None if none ever did."""
    beats = Beat.objects.filter(name__startswith="worker:").order_by("-at")
    latest = beats.values_list("at", flat=True).first()
    return None if latest is None else (timezone.now() - latest).total_seconds()


def disk_free() -> int:
    """Free bytes where the home folder is."""
    return shutil.disk_usage(settings.CONFIGURATION.home).free


def is_behind() -> bool:
    """Whether the database lacks migrations of this version; once up to date, it stays so."""
    try:
        _up_to_date()
    except _Behind:
        return True
    return False


class _Behind(Exception):
    """Migrations are missing."""


@cache
def _up_to_date() -> bool:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise _Behind
    return True


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _worker_lives() -> bool:
    age = worker_age_seconds()
    return age is not None and age < SILENT_AFTER.total_seconds()


def _said(well: bool) -> str:
    return "ok" if well else "failing"
