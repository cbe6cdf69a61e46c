"""What becomes of an uploaded picture."""

import re
import struct
import zlib
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms

from polls.pictures import BROKEN, MOST_BYTES, TOO_LARGE, reencode


def encoded(kind, *, mode="RGB", size=(40, 20), colour="red", **options) -> bytes:
    file = BytesIO()
    Image.new(mode, size, colour).save(file, kind, **options)
    return file.getvalue()


def uploaded(content: bytes, name="picture.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def decoded(content) -> Image.Image:
    picture = Image.open(content)
    picture.load()
    return picture


def red(picture) -> bool:
    r, g, b = picture.convert("RGB").getpixel((picture.width // 2, picture.height // 2))
    return r > 200 and g < 60 and b < 60


@pytest.mark.parametrize(
    "content",
    [
        encoded("JPEG"),
        encoded("JPEG", mode="CMYK", colour=(0, 255, 255, 0)),
        encoded("PNG", mode="RGBA"),
        encoded("PNG", mode="P"),
        encoded("WEBP"),
        encoded("GIF", mode="P"),
    ],
)
def test_picture_becomes_webp_under_a_random_name(content):
    one, other = reencode(uploaded(content)), reencode(uploaded(content))

    assert re.fullmatch(r"[0-9a-f]{32}\.webp", one.name)
    assert one.name != other.name
    assert decoded(one).format == "WEBP"
    assert decoded(one).size == (40, 20)
    assert red(decoded(one)) or decoded(one).mode == "RGBA"


def test_transparency_survives():
    content = encoded("PNG", mode="RGBA", colour=(255, 0, 0, 0))
    assert decoded(reencode(uploaded(content))).getpixel((5, 5))[3] == 0


def test_large_picture_is_scaled_to_1600_pixels_and_small_one_is_not_enlarged():
    assert decoded(reencode(uploaded(encoded("JPEG", size=(3200, 1000))))).size == (1600, 500)
    assert decoded(reencode(uploaded(encoded("PNG", size=(10, 30_000))))).height == 4800
    assert decoded(reencode(uploaded(encoded("JPEG", size=(1600, 900))))).size == (1600, 900)


def test_picture_is_turned_upright_and_loses_its_metadata():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010E] = "taken at home"
    exif.get_ifd(0x8825)[1] = "N"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    content = encoded("JPEG", exif=exif, icc_profile=profile, comment=b"by Ada")

    result = reencode(uploaded(content))

    assert decoded(result).size == (20, 40)
    assert red(decoded(result))
    assert set(decoded(result).info) <= {"loop", "background", "timestamp", "duration"}
    assert not decoded(result).getexif()
    for trace in (b"taken at home", b"by Ada", b"EXIF", b"ICCP", b"XMP"):
        assert trace not in result.read()
        result.seek(0)


def test_broken_colour_profile_keeps_the_picture():
    content = encoded("JPEG", icc_profile=b"no profile at all")
    assert red(decoded(reencode(uploaded(content))))


def test_animation_keeps_its_first_frame():
    file = BytesIO()
    frames = [Image.new("RGB", (30, 30), colour) for colour in ("red", "blue")]
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])

    picture = decoded(reencode(uploaded(file.getvalue())))

    assert getattr(picture, "n_frames", 1) == 1
    assert red(picture)


def test_what_hides_in_a_picture_does_not_come_through():
    """A file that is a picture and a page at once."""
    script = b"<script>alert(1)</script>"
    content = encoded("GIF", mode="P", comment=script) + script

    assert script not in reencode(uploaded(content)).read()


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is this large."""

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1000)
    start = b"\x89PNG\r\n\x1a\n"
    return start + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (bomb(10_000, 5_001), TOO_LARGE),
        (bomb(10_000, 10_000), TOO_LARGE),
        (bomb(100_000, 100_000), TOO_LARGE),
        (bomb(1000, 1000), BROKEN),
        (encoded("JPEG", size=(400, 400))[:500], BROKEN),
        (b"", BROKEN),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", BROKEN),
        (b"<!doctype html><script>alert(1)</script>", BROKEN),
        (encoded("BMP"), BROKEN),
        (encoded("TIFF"), BROKEN),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\nshowpage", BROKEN),
        (
            encoded("PNG") + b"\0" * MOST_BYTES,
            "This file is larger than 15 MB. Make it smaller, then upload again.",
        ),
    ],
)
def test_what_is_no_fitting_picture_is_refused_in_a_sentence(content, sentence):
    with pytest.raises(ValidationError) as refusal:
        reencode(uploaded(content, "picture.png"))
    assert refusal.value.messages == [sentence]


def test_fifty_megapixels_are_taken():
    content = encoded("PNG", mode="1", size=(10_000, 5_000), colour=1)
    assert decoded(reencode(uploaded(content))).size == (1600, 800)
