"""How crispy draws the forms of public pages."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout


class PublicFormHelper(FormHelper):
    """Sends the form to `action` by POST, without a token: where it comes from is checked instead."""

    disable_csrf = True

    def __init__(self, action: str, *fields, css_class: str = ""):
        super().__init__()
        # In `form_action`, crispy would look for a URL of this name first.
        self.attrs = {"action": action}
        self.form_class = css_class
        self.layout = Layout(*fields)
