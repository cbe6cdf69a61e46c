"""Uploaded pictures: decoded, stripped of everything but what is seen, sized, and encoded anew."""

import secrets
from contextlib import suppress
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from PIL import Image, ImageCms, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
MOST_BYTES = 15 * 1024 * 1024
MOST_PIXELS = 50_000_000
WIDEST, TALLEST = 1600, 4800  # pixels
QUALITY = 82

BROKEN = (
    "This file could not be read as a picture. Upload a JPEG, PNG, WebP or GIF; "
    "if it is one, save it anew in your picture editor."
)
TOO_LARGE = "This picture has more than 50 million pixels. Make it smaller, then upload it again."


def reencode(upload: UploadedFile) -> ContentFile:
    """The upload as a WebP picture of at most 1600 by 4800 pixels, under a random name.

    Nothing of the file survives but its pixels, turned upright and in sRGB: no metadata, no place,
    no script. Of an animation the first frame is kept. Raises ValidationError, with a sentence for
    the editor, for more than 15 MB or 50 megapixels and for whatever is no such picture.
    """
    if upload.size > MOST_BYTES:
        raise ValidationError("This file is larger than 15 MB. Make it smaller, then upload again.")
    upload.seek(0)
    try:
        with Image.open(upload, formats=FORMATS) as source:
            if source.width * source.height > MOST_PIXELS:
                raise ValidationError(TOO_LARGE)
            picture = in_srgb(ImageOps.exif_transpose(source))
        picture.thumbnail((WIDEST, TALLEST), Image.Resampling.LANCZOS)
        encoded = BytesIO()
        picture.save(encoded, "WEBP", quality=QUALITY, method=4)
    except ValidationError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ValidationError(TOO_LARGE) from None
    except Exception:
        # Decoders raise whatever a hostile or damaged file leads them to.
        raise ValidationError(BROKEN) from None
    return ContentFile(encoded.getvalue(), name=f"{secrets.token_hex(16)}.webp")


def in_srgb(picture: Image.Image) -> Image.Image:
    """The picture's pixels alone, as RGB or RGBA; a colour profile is applied before it goes."""
    transparent = picture.has_transparency_data
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in ("RGB", "CMYK"):
        # With a broken profile the colours stay as they are.
        with suppress(ImageCms.PyCMSError, OSError):
            picture = ImageCms.profileToProfile(
                picture,
                ImageCms.ImageCmsProfile(BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode="RGB",
            )
    pixels = picture.convert("RGBA" if transparent else "RGB")
    pixels.info.clear()
    return pixels
