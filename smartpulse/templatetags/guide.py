"""The way from a page of the desk to what the guide says about it."""

from django import template
from django.urls import reverse

from smartpulse import guide

register = template.Library()


@register.simple_tag(takes_context=True)
def guide_address(context) -> str:
    """The address of the section about this page, or of the whole guide."""
    match, opts = context["request"].resolver_match, context.get("opts")
    page = match.url_name if match else ""
    anchor = guide.anchor_for(page, opts.label_lower if opts else "")
    return reverse("admin:guide") + (f"#{anchor}" if anchor else "")
