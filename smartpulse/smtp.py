"""Django's SMTP, which tells when a mail's text goes out: until then nothing was sent, after it perhaps."""

from collections.abc import Callable

from django.core.mail.backends import smtp


class EmailBackend(smtp.EmailBackend):
    """`before_text` is called when the server has taken sender and recipients and waits for the text.

    Where it raises, the text stays here, and so does the mail.
    """

    def __init__(self, *args, before_text: Callable[[], None] | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.before_text = before_text

    @property
    def connection_class(self):
        before_text = self.before_text

        class Connection(super().connection_class):
            def data(self, msg):
                if before_text:
                    before_text()
                return super().data(msg)

        return Connection
