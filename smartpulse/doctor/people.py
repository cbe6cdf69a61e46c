"""Who may sign in."""

from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth import get_user_model

from smartpulse.doctor import Finding, is_public, note, serious, well
from smartpulse.plurals import number_of


def examine() -> Iterator[Finding]:
    staff = get_user_model().objects.filter(is_active=True, is_staff=True)
    if not staff.filter(is_superuser=True).exists():
        yield serious(
            is_public(),
            "Nobody may give others their accounts: there is no administrator.",
            "Run `manage.py createsuperuser`.",
        )
    if not settings.REQUIRE_SECOND_FACTOR and is_public():
        yield note(
            "A stolen password opens the desk: nobody has to have a second step.",
            "Set REQUIRE_SECOND_FACTOR to true, and everybody is asked to set one up.",
        )
    silent = sorted(staff.filter(email="").values_list("username", flat=True))
    if silent:
        yield note(
            f"{', '.join(silent)} can have no sign-in code and no new password: there is no address.",
            "Give each an e-mail address at the desk.",
        )
    if (settings.VAR_DIR / "demo-editor.txt").exists():
        yield serious(
            is_public(),
            "The demo's editor may sign in, with a password that lies in a file.",
            "Delete that account at the desk, and demo-editor.txt in VAR_DIR.",
        )
    number = staff.count()
    if number:
        yield well(f"{number_of(number, 'person has an account', 'people have accounts')}.")
