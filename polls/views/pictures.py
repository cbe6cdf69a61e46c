"""Pictures of posts, as the desk has re-encoded them: never anything that a browser would run."""

from pathlib import PurePath

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import condition, require_safe

CONTENT_TYPES = {
    ".webp": "image/webp",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
}
YEAR = 365 * 24 * 3600


@require_safe
@condition(etag_func=lambda request, name: f'"{name}"')
def picture(request: HttpRequest, name: str) -> FileResponse:
    """The file; its name is random, and another picture gets another name."""
    try:
        file = default_storage.open(name)
    except FileNotFoundError:
        raise Http404("There is no such picture.") from None
    return FileResponse(
        file,
        content_type=CONTENT_TYPES[PurePath(name).suffix],
        headers={
            "Cache-Control": f"public, max-age={YEAR}, immutable",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )
