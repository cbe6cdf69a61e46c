"""Addresses made of words."""

from django.db import models
from django.utils.text import slugify


def free_slug(obj: models.Model, words: str) -> str:
    """A slug of `words` that no other row of the model has; it ends at a word where one fits."""
    longest = obj._meta.get_field("slug").max_length - 8
    base = slugify(words)[: longest + 1]
    if len(base) > longest:
        base = base[:longest].rpartition("-")[0] or base[:longest]
    base = base or obj._meta.model_name
    others = type(obj)._default_manager.exclude(pk=obj.pk).filter(slug__startswith=base)
    taken = set(others.values_list("slug", flat=True))
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug
