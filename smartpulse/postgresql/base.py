"""What DATABASES names as its ENGINE on PostgreSQL."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    def is_usable(self) -> bool:
        """Whether the connection stands, which Django asks at the beginning of each request that needs it.

        Django sends a `SELECT 1`, and waits. But a server that ends a connection says so first: where nothing
        waits to be read, it has not. Only what else a server may say by itself needs the question.
        """
        if self.connection and not self.connection.closed and is_silent(self.connection.fileno()):
            return True
        return super().is_usable()


def is_silent(descriptor: int) -> bool:
    """Whether nothing waits to be read, not even the end."""
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return not poll.poll(0)
