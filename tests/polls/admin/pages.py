"""What a browser would send of a page's form, and what it shows."""

from html.parser import HTMLParser


class FormReader(HTMLParser):
    """Collects the successful controls of the form with `form_id`."""

    def __init__(self, form_id: str):
        super().__init__()
        self.form_id = form_id
        self.inside = False
        self.values: dict[str, list[str]] = {}
        self.select = self.textarea = None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.inside = attrs.get("id") == self.form_id
        if not self.inside:
            return
        name = attrs.get("name")
        if tag == "input" and name and attrs.get("type") not in ("submit", "file"):
            is_box = attrs.get("type") in ("checkbox", "radio")
            if not is_box or "checked" in attrs:
                value = attrs.get("value", "on" if is_box else "")
                self.values.setdefault(name, []).append(value)
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in attrs:
            self.values.setdefault(self.select, []).append(attrs.get("value", ""))
        elif tag == "textarea" and name:
            self.textarea = name
            self.values[name] = [""]

    def handle_data(self, data):
        if self.textarea:
            self.values[self.textarea][0] += data

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False
        elif tag == "select":
            self.select = None
        elif tag == "textarea":
            self.textarea = None


def form_of(response, form_id: str) -> dict:
    """The values with which the form was rendered; those of the inlines' templates are left out."""
    reader = FormReader(form_id)
    reader.feed(response.content.decode())
    assert reader.values, f"no form {form_id} on the page"
    return {
        # A text area's first newline is markup.
        name: [value.removeprefix("\n") for value in values]
        if len(values) > 1
        else values[0].removeprefix("\n")
        for name, values in reader.values.items()
        if "__prefix__" not in name
    }


def errors_of(response) -> dict:
    """Every sentence that the form shows, by field; "" for those above it, and by inline."""
    form = response.context["adminform"].form
    found = {
        name.replace("__all__", ""): list(sentences) for name, sentences in form.errors.items()
    }
    for inline in response.context["inline_admin_formsets"]:
        formset = inline.formset
        sentences = list(formset.non_form_errors())
        sentences += [
            text for errors in formset.errors for texts in errors.values() for text in texts
        ]
        if sentences:
            found[formset.prefix] = sentences
    return found


def messages_of(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]
