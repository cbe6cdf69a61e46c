from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string


class CommentsConfig(AppConfig):
    name = "comments"
    verbose_name = "Discussion"

    def ready(self) -> None:
        for path in settings.COMMENT_SCREENERS:
            try:
                import_string(path)
            except ImportError as error:
                raise ImproperlyConfigured(
                    f"COMMENT_SCREENERS holds {path!r}, which cannot be imported: {error}. "
                    "Put its module on PYTHONPATH."
                ) from None
