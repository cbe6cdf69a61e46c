"""One view that does nothing, at every address: the server's start is awaited at one of them."""

from django.http import HttpRequest, HttpResponse
from django.urls import re_path


def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<!doctype html><title>Bare</title><p>It answers.")


urlpatterns = [re_path("", bare)]
