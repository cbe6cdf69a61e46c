"""The WSGI application that granian or gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application
from django.utils.http import parse_header_parameters

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smartpulse.settings")


def utf8_alone(application):
    """Wrap a WSGI application so that it reads every request as UTF-8, which all our forms are.

    Django takes the codec that a Content-Type names, be it `base64` or `idna`, and fails while it makes
    the request: before any middleware, with a 500.
    """

    def wrapper(environ, start_response):
        sent = environ.get("CONTENT_TYPE", "")
        if ";" in sent:
            environ["CONTENT_TYPE"] = without_charset(sent)
        return application(environ, start_response)

    return wrapper


def without_charset(content_type: str) -> str:
    """The type as it is, or, with another charset than UTF-8, its name and its boundary alone."""
    try:
        name, params = parse_header_parameters(content_type)
    except (LookupError, ValueError):
        return content_type.partition(";")[0]
    if params.get("charset", "utf-8").lower() == "utf-8":
        return content_type
    return f'{name}; boundary="{params["boundary"]}"' if "boundary" in params else name


application = utf8_alone(get_wsgi_application())
