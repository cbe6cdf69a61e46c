"""What stands alike on every page is rendered once, and while templates are written every time."""

import pytest

from smartpulse.templatetags import site


@pytest.fixture
def note(settings, tmp_path):
    """A template that changes."""
    [engine] = settings.TEMPLATES
    loaders = [("django.template.loaders.filesystem.Loader", [tmp_path])]
    options = {"loaders": loaders}
    settings.TEMPLATES = [{"BACKEND": engine["BACKEND"], "OPTIONS": options}]
    site.kept.cache_clear()
    yield tmp_path / "note.html"
    site.kept.cache_clear()


@pytest.mark.parametrize(
    ("debug", "second"), [(False, "SmartPulse: one"), (True, "SmartPulse: two")]
)
def test_template_is_rendered_once_but_for_developers(note, settings, debug, second):
    settings.DEBUG = debug
    note.write_text("{{ site_name }}: one")
    assert site.same("note.html") == "SmartPulse: one"
    note.write_text("{{ site_name }}: two")
    assert site.same("note.html") == second
