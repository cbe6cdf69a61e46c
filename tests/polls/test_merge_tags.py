"""Merge tags as mail services write them, and what would break a link."""

import pytest
from django.core.exceptions import ValidationError

from polls import merge_tags
from polls.models import Newsletter

TAGS = [
    "*|SPTOKEN|*",
    "{{sptoken}}",
    "{{ contact.SP_TOKEN }}",
    "%SPTOKEN%",
    "%%sptoken%%",
    "[sptoken]",
    "{$sptoken}",
    "{{custom.sp-token | default:x}}",
]
BAD = [
    "",
    "sptoken",
    "**",
    "{{}}",
    " {{sptoken}}",
    "{{sp/token}}",
    "{{sp?token}}",
    "{{sp#token}}",
    '{{sp"token}}',
    "{{sp'token}}",
    "<sptoken>",
    "{{sp&token}}",
    "{{sp\\token}}",
    "{{sp\ntoken}}",
    "{{sp\x00token}}",
    "{{späth}}",
]


@pytest.mark.parametrize("tag", TAGS)
def test_tag_of_a_mail_service_is_taken(tag):
    merge_tags.validate_merge_tag(tag)


@pytest.mark.parametrize("tag", BAD)
def test_tag_that_no_link_can_carry_is_refused(tag):
    with pytest.raises(ValidationError, match="Type the tag as your mail service shows it"):
        merge_tags.validate_merge_tag(tag)


def test_tag_is_known_by_its_service():
    known = [merge_tags.service_of(tag) for tag in ("*|SPTOKEN|*", "{{sptoken}}", "[sptoken]")]
    assert known == ["mailchimp", "beehiiv", "other"]


def test_newsletter_validates_its_tag():
    newsletter = Newsletter(merge_tag="sptoken")
    with pytest.raises(ValidationError) as refusal:
        newsletter.clean_fields()
    assert "merge_tag" in refusal.value.message_dict
    newsletter.merge_tag = "{{sptoken}}"
    with pytest.raises(ValidationError) as refusal:
        newsletter.clean_fields()
    assert "merge_tag" not in refusal.value.message_dict
