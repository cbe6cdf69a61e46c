"""What a commenter had the browser remember: name, e-mail and site, for the next comment's form.

The cookie is no script's and no public page's business: a private answer alone reads it.
"""

from django.core import signing
from django.http import HttpRequest, HttpResponse

from comments.commenters import COMMENTER_COOKIE
from comments.screening import Draft
from polls.voters import keep

DETAILS_COOKIE = f"{COMMENTER_COOKIE}-details"
FIELDS = ("name", "email", "site")
# Browsers keep no cookie of more than 4096 bytes.
LONGEST = 3000

_SALT = "comments.details"


def keep_or_forget(request: HttpRequest, response: HttpResponse, draft: Draft) -> None:
    """As the form's box says: what was typed is remembered, or what was remembered is forgotten."""
    if request.POST.get("remember"):
        typed = {field: getattr(draft, field).strip() for field in FIELDS}
        value = signing.dumps(typed, salt=_SALT, compress=True)
        if len(value) <= LONGEST:
            keep(response, DETAILS_COOKIE, value)
    elif DETAILS_COOKIE in request.COOKIES:
        response.delete_cookie(DETAILS_COOKIE, samesite="Lax")


def remembered(request: HttpRequest) -> dict[str, str]:
    """The fields that this browser remembers; empty where there is nothing, or not of our making."""
    try:
        found = signing.loads(request.COOKIES.get(DETAILS_COOKIE, ""), salt=_SALT)
    except signing.BadSignature:
        return {}
    return {field: str(found.get(field, "")) for field in FIELDS}
