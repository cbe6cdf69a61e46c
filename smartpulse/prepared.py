"""Statements whose SQL is written, and on PostgreSQL planned, once.

For a page that is made anew, Django takes some ten times as long to build a queryset and its SQL as to send
it and to read what comes back; and PostgreSQL takes longer to plan a join of many tables than to run it. A
prepared queryset is built at its first call, with places in it where each call's own values belong.
Its rows become the same instances as ever, joined to what they are related to. What no queryset says is `Written`
by hand.
"""

from collections.abc import Callable, Iterable
from functools import cached_property
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.base import ModelState
from psycopg2.extensions import AsIs

numbers = count(1)
# The names of the statements that each connection to PostgreSQL has prepared, while the connection stands.
prepared_on: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()

# A commit that waits for the disk keeps the transaction's rows from others meanwhile. This one does not wait, and the
# note after it does: what was committed before a note is on the disk before it.
UNAWAITED = "SET LOCAL synchronous_commit = off"
AWAITED_NOTE = "SELECT pg_logical_emit_message(true, 'smartpulse', '')"


def plan_once(connection, **kwargs) -> None:
    """Have PostgreSQL keep the plan of each statement, from a new connection's first moment on.

    Else one that looks dear is planned anew for each call, at several times its own cost. Said any later, within
    a transaction that is undone, it would be undone with that.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET plan_cache_mode = force_generic_plan")


class Place(Expression):
    """Where the value `name` of each call belongs; `field` is what it is compared with."""

    def __init__(self, name: str, field: Field):
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler, connection):
        return "%s", [self]


class Written:
    """SQL with a %(name)s for each of `fields`; it depends on nothing else."""

    def __init__(self, name: str, sql: str, /, **fields: Field):
        self.name = f"{name}_{next(numbers)}"
        self.sql = sql
        self.fields = fields

    def rows(self, **values: Any) -> list[tuple]:
        """What it returns for these values, which are as the database takes them."""
        # Django's `connection` looks for this thread's own at each of its names.
        own = connections[DEFAULT_DB_ALIAS]
        with own.cursor() as cursor:
            if own.vendor == "postgresql":
                self.prepare(own, cursor)
                cursor.execute(self.call, values)
            else:
                cursor.execute(self.sql, self.put(values))
            return cursor.fetchall()

    def put(self, values: dict[str, Any]) -> Any:
        """The values in the places that the SQL has for them."""
        return values

    def prepare(self, own, cursor) -> None:
        """Have PostgreSQL plan it, unless this connection knows it."""
        known = prepared_on.get(own.connection)
        if known is not None and self.name in known:
            return
        # What is the same in every call is written out: PostgreSQL plans with it, as with an index of
        # the rows that have it.
        types = listed(field.cast_db_type(own) for field in self.fields.values())
        parameters = {name: AsIs(f"${n}") for n, name in enumerate(self.fields, start=1)}
        with own.wrap_database_errors:
            if known is None:
                known = prepared_on[own.connection] = set()
            cursor.cursor.execute(f"PREPARE {self.name}{types} AS {self.sql}", self.put(parameters))
        known.add(self.name)

    @cached_property
    def call(self) -> str:
        return f"EXECUTE {self.name}{listed(f'%({name})s' for name in self.fields)}"


def in_one_go(*statements: Written, **values: Any) -> list[tuple]:
    """Run them one after the other in a transaction; returns the rows of the last.

    To PostgreSQL they are one message: in a transaction that there is already, or as one of their own, which
    lets go of its rows before it is on the disk. Returned is what is on the disk.
    """
    own = connections[DEFAULT_DB_ALIAS]
    if own.vendor != "postgresql":
        with transaction.atomic():
            *_, last = [statement.rows(**values) for statement in statements]
            return last
    with own.cursor() as cursor:
        for statement in statements:
            statement.prepare(own, cursor)
        calls = "; ".join(statement.call for statement in statements)
        if own.in_atomic_block:
            cursor.execute(calls, values)
            return cursor.fetchall()
        cursor.execute(f"{UNAWAITED}; {calls}", values)
        found = cursor.fetchall()
        cursor.execute(AWAITED_NOTE)
        return found


def listed(parts: Iterable[str]) -> str:
    """In parentheses, which PostgreSQL does not let stand empty."""
    inside = ", ".join(parts)
    return f" ({inside})" if inside else ""


class Statement(Written):
    """A queryset's SQL and how its rows are read, which its compiler learnt as it wrote the SQL."""

    def __init__(self, name: str, queryset: QuerySet):
        compiler = queryset.query.get_compiler(connection=connection)
        sql, self.params = compiler.as_sql()
        places = [param for param in self.params if isinstance(param, Place)]
        super().__init__(name, sql, **{place.name: place.output_field for place in places})
        columns = [column for column, *_ in compiler.select]
        self.converters = compiler.get_converters(columns[: compiler.col_count])
        self.convert = compiler.apply_converters
        self.make = Maker(compiler.klass_info, columns, queryset.db)
        self.annotations = list(compiler.annotation_col_map.items())

    def put(self, values: dict[str, Any]) -> list:
        return [values[each.name] if isinstance(each, Place) else each for each in self.params]

    def instances(self, values: dict[str, Any]) -> list[Model]:
        """Those of the rows for these values, which are as Python has them."""
        own = connections[DEFAULT_DB_ALIAS]
        filled = {
            name: field.get_db_prep_value(values[name], own) for name, field in self.fields.items()
        }
        rows = self.rows(**filled)
        converted = self.convert(rows, self.converters) if self.converters else rows
        return [self.instance(row) for row in converted]

    def instance(self, row: tuple | list) -> Model:
        made = self.make(row)
        for name, column in self.annotations:
            setattr(made, name, row[column])
        return made


class Maker:
    """Makes instances of one model from rows, and of what they are joined with.

    As Django's ModelIterable does, without the `__init__` that a row needs not and its signals, of which
    nothing here waits for one: it takes four times as long.
    """

    def __init__(self, info: dict[str, Any], columns: list[Any], db: str):
        first, *_, last = info["select_fields"]
        self.own = slice(first, last + 1)
        self.names = [column.target.attname for column in columns[self.own]]
        self.model, self.db = info["model"], db
        self.key = first + self.names.index(self.model._meta.pk.attname)
        self.related = [
            (Maker(each, columns, db), each["local_setter"], each["remote_setter"])
            for each in info.get("related_klass_infos", ())
        ]

    def __call__(self, row: tuple | list) -> Any:
        """The instance, or None where an outer join has found none."""
        if row[self.key] is None:
            return None
        made = self.model.__new__(self.model)
        state = ModelState()
        state.adding, state.db = False, self.db
        values = made.__dict__
        values["_state"] = state
        values.update(zip(self.names, row[self.own], strict=True))
        for make, join, join_back in self.related:
            other = make(row)
            join(made, other)
            if other is not None:
                join_back(other, made)
        return made


class Prepared:
    """`build` makes the queryset from a Place for each name, and must depend on nothing else.

    What may not be a value in SQL, such as an order or the length of a slice, makes another statement: a
    function under `functools.cache` returns one for each.
    """

    def __init__(self, build: Callable[..., QuerySet], fields: dict[str, Field]):
        self.build = build
        self.fields = fields

    @cached_property
    def statement(self) -> Statement:
        places = {name: Place(name, field) for name, field in self.fields.items()}
        return Statement(self.build.__name__, self.build(**places))

    def __call__(self, **values: Any) -> list:
        """The rows for these values. A list: a queryset could be narrowed, and its SQL is written."""
        return self.statement.instances(values)

    def first(self, **values: Any) -> Any:
        return next(iter(self(**values)), None)


def prepared(**fields: Field) -> Callable[[Callable[..., QuerySet]], Prepared]:
    """A decorator for a function that makes a queryset from these parameters alone."""
    return lambda build: Prepared(build, fields)
