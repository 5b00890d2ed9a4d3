"""A photo for tests, drawn: nobody's."""

from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw


@cache
def photo(form: str = "JPEG", *, width: int = 295, height: int = 413, turned: bool = False) -> bytes:
    """Shoulders and a head before blue. `turned` writes it on its side, with the note of a camera that says so."""
    image = Image.new("RGB", (width, height), (70, 120, 190))
    draw = ImageDraw.Draw(image)
    draw.ellipse((width * 0.1, height * 0.68, width * 0.9, height * 1.4), fill=(40, 45, 60))
    draw.ellipse((width * 0.3, height * 0.22, width * 0.7, height * 0.64), fill=(232, 196, 168))
    draw.chord((width * 0.28, height * 0.18, width * 0.72, height * 0.55), 180, 360, fill=(30, 26, 24))
    exif = Image.Exif()
    if turned:
        image = image.rotate(90, expand=True)
        exif[0x0112] = 6
        exif[0x010F] = "Maker of the camera"
    written = BytesIO()
    image.save(written, form, exif=exif)
    return written.getvalue()
