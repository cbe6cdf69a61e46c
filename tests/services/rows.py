"""The test database's rows: those of migrations stay, those that a test has committed go.

Django's own flush empties every table, and then makes content types and permissions anew, with ids that a
running server does not know.
"""

from django.db import connection, transaction


class FirstRows:
    """What migrations have left in the database."""

    def __init__(self):
        self.tables = connection.introspection.django_table_names(only_existing=True)
        with connection.cursor() as cursor:
            self.greatest_ids = {
                table: self.greatest_id(cursor, table) for table in self.filled(cursor)
            }

    def remove_all_others(self) -> None:
        # Foreign keys are looked at when the transaction ends.
        with transaction.atomic(), connection.cursor() as cursor:
            for table in self.filled(cursor):
                greatest_id = self.greatest_ids.get(table)
                others = "" if greatest_id is None else f" WHERE id > {greatest_id}"
                cursor.execute(f"DELETE FROM {quoted(table)}{others}")

    def filled(self, cursor) -> list[str]:
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {quoted(table)})"
                for table in self.tables
            )
        )
        return [table for (table,) in cursor.fetchall()]

    def greatest_id(self, cursor, table: str) -> int:
        cursor.execute(f"SELECT max(id) FROM {quoted(table)}")
        return cursor.fetchone()[0]


def quoted(table: str) -> str:
    return connection.ops.quote_name(table)
