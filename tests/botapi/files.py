"""Files on the server: what people sent, what the bot sent, and the checks on each."""

import struct
from dataclasses import dataclass

from tests.botapi.wire import Json, Upload, bad

PHOTO_BYTES = 10 * 1024**2
UPLOAD_BYTES = 50 * 1024**2
DOWNLOAD_BYTES = 20 * 1024**2
_PHOTO_SIDES, _PHOTO_RATIO = 10_000, 20
_JPEG_SIZES = frozenset((*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC)))


@dataclass(slots=True)
class File:
    """A file by its id; `size` is what Telegram says, `content` what a download gives."""

    id: str
    folder: str
    name: str
    content: bytes
    size: int

    @property
    def path(self) -> str:
        """Where it is downloaded, below /file/bot<token>/."""
        suffix = self.name.rpartition(".")[2] if "." in self.name else "bin"
        return f"{self.folder}/{self.id}.{suffix}"

    def raw(self) -> Json:
        """Return the fields every kind of file has."""
        return {"file_id": self.id, "file_unique_id": f"u{self.id}", "file_size": self.size}


class Files:
    """All files, by id and by path."""

    def __init__(self) -> None:
        self.by_id: dict[str, File] = {}
        self.by_path: dict[str, File] = {}

    def keep(self, folder: str, name: str, content: bytes, size: int | None = None) -> File:
        """Store a file; a size that is not that of the content is a lie on purpose."""
        size = len(content) if size is None else size
        file = File(f"file-{len(self.by_id) + 1}", folder, name, content, size)
        self.by_id[file.id] = self.by_path[file.path] = file
        return file

    def get(self, file_id: str) -> File:
        """Return a file that may be downloaded, or refuse."""
        file = self.by_id.get(file_id)
        if file is None:
            raise bad("wrong file_id or the file is temporarily unavailable")
        if file.size > DOWNLOAD_BYTES:
            raise bad("file is too big")
        return file

    def sent(self, what: str, given: Upload | str) -> File:
        """Return the file that the bot sends as photo, voice or document, or refuse it."""
        if isinstance(given, str):
            if given in self.by_id:
                return self.by_id[given]
            raise bad("wrong file identifier/HTTP URL specified")
        if not given.content:
            raise bad("file must be non-empty")
        if len(given.content) > (PHOTO_BYTES if what == "photo" else UPLOAD_BYTES):
            raise bad("too big for a photo" if what == "photo" else "file is too big")
        if what == "photo":
            check_photo(given.content)
        if what == "voice" and not is_voice(given.content):
            raise bad("voice must be in an .OGG file encoded with OPUS, or MP3 or M4A")
        return self.keep(f"{what}s", given.name or what, given.content)


def picture_size(content: bytes) -> tuple[int, int] | None:
    """Return width and height of a PNG or JPEG in pixels; None for anything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) > 24:
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    return _jpeg_size(content) if content.startswith(b"\xff\xd8") else None


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        if content[at + 1] in _JPEG_SIZES:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + int(struct.unpack(">H", content[at + 2 : at + 4])[0])
    return None


def check_photo(content: bytes) -> tuple[int, int]:
    """Return the size in pixels of a picture that Telegram would show, or refuse it."""
    size = picture_size(content)
    if size is None or not all(size):
        raise bad("IMAGE_PROCESS_FAILED")
    if sum(size) > _PHOTO_SIDES or max(size) > _PHOTO_RATIO * min(size):
        raise bad("PHOTO_INVALID_DIMENSIONS")
    return size


def is_voice(content: bytes) -> bool:
    """Say whether a phone would play it as a voice note."""
    if content.startswith(b"OggS"):
        return b"OpusHead" in content[:200]
    return content.startswith((b"ID3", b"\xff\xfb", b"\xff\xf3")) or content[4:8] == b"ftyp"
