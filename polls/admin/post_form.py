"""The form in which the week's report is written."""

from urllib.parse import urlsplit

from django import forms
from django.contrib.admin.widgets import AdminFileWidget
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from polls import pictures
from polls.models import Addendum, Post

from .editing import EditingForm
from .meanwhile import SeenForm, SeenFormSet
from .zones import ZonedDateTimeField, chosen_newsletter, name_zone


class PictureField(forms.FileField):
    """Takes a picture and hands on its re-encoded self; raises what `pictures.reencode` raises."""

    widget = AdminFileWidget

    def to_python(self, data):
        upload = super().to_python(data)
        return pictures.reencode(upload) if isinstance(upload, UploadedFile) else upload


class PostForm(EditingForm):
    picture = PictureField(
        required=False,
        help_text="JPEG, PNG, WebP or GIF, at most 15 MB. It is sized and re-encoded.",
    )
    published_at = ZonedDateTimeField(
        label="Publish at",
        required=False,
        help_text="Readers see a published post from then on. Blank: as soon as it is published.",
    )

    constraint_fields = {
        "published_post_has_a_time": "published_at",
        "post_asks_another_poll_than_it_reports": "asks",
        "picture_has_alternative_text": "picture_alt",
        "former_path_is_unique": "former_path",
    }

    class Meta:
        model = Post
        fields = [
            "newsletter",
            "headline",
            "slug",
            "summary",
            "author",
            "reports",
            "asks",
            "body",
            "picture",
            "picture_alt",
            "picture_credit",
            "topics",
            "published_at",
            "former_path",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial |= {name: self.instance.typed(name) for name in Post.LINES}
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = "Its address. Blank: made of the headline."
        if "body" in self.fields:
            self.fields[
                "body"
            ].help_text = (
                "Markdown. A figure of the poll is written as {{share:2}}: it follows a correction."
            )
        name_zone(self, "published_at", chosen_newsletter(self))

    def compare(self) -> None:
        """A preview saves nothing: it shows what is typed."""
        if "_preview" not in self.data:
            super().compare()

    def clean_former_path(self):
        """Of a whole address, as it is copied from a browser, the path."""
        typed = self.cleaned_data["former_path"].strip()
        path = urlsplit(typed).path if "://" in typed else typed
        if path and not path.startswith("/"):
            raise forms.ValidationError(
                "Begin with a slash, such as /2012/08/outsourcing/, or copy the whole address here."
            )
        return path

    def clean(self):
        super().clean()
        self.fill_slug(self.cleaned_data.get("headline", ""))
        for name in Post.LINES:
            self.instance.write(name, self.cleaned_data.get(name, ""))
        if not self.cleaned_data.get("published_at") and self.instance.published:
            # Blank, for a post that readers see already, leaves its time as it is.
            self.cleaned_data["published_at"] = self.instance.published_at
        return self.cleaned_data


class AddendumForm(SeenForm):
    added_at = ZonedDateTimeField(label="Added", required=False, help_text="Blank: now.")

    class Meta:
        model = Addendum
        fields = ["added_at", "text"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        post = self.instance.post if self.instance.post_id else None
        name_zone(self, "added_at", post and post.newsletter)

    def clean(self):
        super().clean()
        if not self.cleaned_data.get("added_at") and "added_at" not in self.errors:
            self.cleaned_data["added_at"] = timezone.now()
        return self.cleaned_data


class AddendumFormSet(SeenFormSet):
    telling = ("text",)

    def row_label(self, values):
        return "“Edited to add” note"
