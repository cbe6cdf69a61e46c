"""Probes for a load balancer: answered before host and redirect checks, which no probe passes."""

import logging

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse

logger = logging.getLogger(__name__)


class ProbeMiddleware:
    """`/healthz`: the process answers. `/readyz`: its database answers and is migrated."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == "/healthz":
            return plain("ok\n")
        if request.path_info == "/readyz":
            return readiness()
        return self.get_response(request)


def readiness() -> HttpResponse:
    try:
        pending = pending_migrations()
    except DatabaseError:
        logger.exception("The database does not answer.")
        return plain("The database does not answer.\n", status=503)
    if pending:
        return plain("Migrations are pending: run manage.py migrate.\n", status=503)
    return plain("ok\n")


def pending_migrations() -> int:
    """How many there are; DatabaseError where the database does not answer."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def plain(text: str, status: int = 200) -> HttpResponse:
    return HttpResponse(
        text, status=status, content_type="text/plain", headers={"Cache-Control": "no-store"}
    )
