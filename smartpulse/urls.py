"""Every address of the site; polls/urls.py and comments/urls.py hold what readers see."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("comments.urls")),
    path("", include("polls.urls")),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
]

handler400 = "polls.views.errors.bad_request"
handler403 = "polls.views.errors.permission_denied"
handler404 = "polls.views.errors.not_found"
handler500 = "polls.views.errors.server_error"
