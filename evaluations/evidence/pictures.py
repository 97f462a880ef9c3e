"""Pictures: bounds against decompression bombs, time and place from EXIF, a small picture without either."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from evaluations.evidence.filetypes import Refused

MOST_PIXELS = 60_000_000
SIDE = 480
FORMATS = ("PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF")
_BROKEN = (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, KeyError)
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """When and where it was taken, as the camera wrote it; degrees north and east with six decimals."""

    taken_at: str = ""
    latitude: str = ""
    longitude: str = ""


def read_picture(path: Path, thumbnail: Path) -> Picture:
    """Reads a picture and writes its small copy (JPEG, re-encoded) to `thumbnail`. Raises Refused."""
    try:
        with Image.open(path, formats=FORMATS) as image:
            _check_size(*image.size)
            image.verify()
        with Image.open(path, formats=FORMATS) as image:
            exif = image.getexif()
            image.draft("RGB", (SIDE * 2, SIDE * 2))
            small = ImageOps.exif_transpose(image).convert("RGB")
            small.thumbnail((SIDE, SIDE))
            clean = Image.new("RGB", small.size)
            clean.paste(small)
            clean.save(thumbnail, "JPEG", quality=80)
    except _BOMBS:
        raise Refused(_too_many()) from None
    except _BROKEN:
        raise Refused("图片打不开，文件可能不完整。请用看图程序另存一次后上传。") from None
    return _told(exif)


def _check_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise Refused(_too_many(width * height))


def _too_many(pixels: int | None = None) -> str:
    said = f"有{pixels // 10_000}万像素" if pixels else "像素过多"
    return f"图片{said}，最多{MOST_PIXELS // 10_000}万。请缩小后上传。"


def _told(exif: Image.Exif) -> Picture:
    """Only what is well formed; a camera's nonsense is left out."""
    details = exif.get_ifd(ExifTags.IFD.Exif)
    place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    taken = str(details.get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime) or "")
    date, _, time = taken.strip("\x00 ").partition(" ")
    return Picture(
        taken_at=f"{date.replace(':', '-')} {time}"[:40] if len(date) == 10 and time else "",
        latitude=_degrees(place, ExifTags.GPS.GPSLatitude, ExifTags.GPS.GPSLatitudeRef, "S"),
        longitude=_degrees(place, ExifTags.GPS.GPSLongitude, ExifTags.GPS.GPSLongitudeRef, "W"),
    )


def _degrees(place: Any, value: int, reference: int, negative: str) -> str:
    try:
        degrees, minutes, seconds = (float(part) for part in place[value])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return ""
    total = degrees + minutes / 60 + seconds / 3600
    if not 0 <= total <= 180:
        return ""
    return f"{-total if place.get(reference) == negative else total:.6f}"
