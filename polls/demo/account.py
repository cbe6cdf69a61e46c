"""The editor's account of the demo."""

import os
import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser, Group

USERNAME = "editor"
# Under this name she comments, with the editors' badge; she has written no post.
FIRST_NAME, LAST_NAME = "Hanneke", "Quist"


def make_editor() -> tuple[AbstractUser, str]:
    """The account and its password, random and stored nowhere else; no password, "", where it exists.

    An account of this name is somebody's: it is left as it is.
    """
    editor, created = get_user_model().objects.get_or_create(
        username=USERNAME,
        defaults={
            "email": f"{USERNAME}@smartpulse.example",
            "first_name": FIRST_NAME,
            "last_name": LAST_NAME,
            "is_staff": True,
        },
    )
    if not created:
        return editor, ""
    password = secrets.token_urlsafe(12)
    editor.set_password(password)
    editor.save()
    editor.groups.set(Group.objects.filter(name="Editors"))
    return editor, password


def sign_in_file() -> Path:
    """Where `manage.py serve` finds what it prints after the address of the admin."""
    return settings.VAR_DIR / "demo-editor.txt"


def keep_sign_in(password: str) -> str:
    """Write the line for `sign_in_file`, which only its owner may read, and return it."""
    line = f"as {USERNAME}, password {password}"
    path = sign_in_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"{line}\n")
    return line
