"""Querysets whose SQL is written once in a process's life.

For a page that is made anew, Django takes some ten times as long to build a queryset and its SQL as to send
it and to read what comes back. A prepared one is built at its first call, with places in it where each
call's own values belong; rows, instances and what they are related to are Django's own, as ever.
"""

from collections.abc import Callable
from copy import copy
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Expression, Field, QuerySet
from django.db.models.sql.compiler import SQLCompiler


class Place(Expression):
    """Where the value `name` of each call belongs; `field` is what it is compared with."""

    def __init__(self, name: str, field: Field):
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler, connection):
        return "%s", [self]


class Prepared:
    """`build` makes the queryset from a Place for each name, and must depend on nothing else.

    What may not be a value in SQL, such as an order or the length of a slice, makes another statement: a
    function under `functools.cache` returns one for each.
    """

    def __init__(self, build: Callable[..., QuerySet], fields: dict[str, Field]):
        self.build = build
        self.fields = fields

    @cached_property
    def written(self) -> tuple[QuerySet, SQLCompiler, str, tuple]:
        queryset = self.build(**{name: Place(name, field) for name, field in self.fields.items()})
        compiler = queryset.query.get_compiler(connection=connection)
        return queryset, compiler, *compiler.as_sql()

    def __call__(self, **values: Any) -> list:
        """The rows for these values. A list: a queryset could be narrowed, and its SQL is written."""
        queryset, compiler, sql, params = self.written
        filled = [
            param.output_field.get_db_prep_value(values[param.name], connection)
            if isinstance(param, Place)
            else param
            for param in params
        ]
        # What the compiler learnt as it wrote the SQL says how rows are read; each call has its own
        # copy, on the connection of its thread.
        own = copy(compiler)
        own.connection = connection
        own.as_sql = lambda: (sql, filled)
        rows = queryset.all()
        rows.query.get_compiler = lambda *_, **__: own
        return list(rows)

    def first(self, **values: Any) -> Any:
        return next(iter(self(**values)), None)


def prepared(**fields: Field) -> Callable[[Callable[..., QuerySet]], Prepared]:
    """A decorator for a function that makes a queryset from these parameters alone."""
    return lambda build: Prepared(build, fields)
