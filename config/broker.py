"""The embedded broker: messages as files in a private folder, each visible only once it is whole."""

from __future__ import annotations

import time
import uuid
from pathlib import Path
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils import json


class Channel(filesystem.Channel):
    """Kombu's own writes a message under its final name, and a worker that looks at it too early ends with an
    error. Here the file gets its name when it is complete."""

    def _put(self, queue: Any, payload: Any, **_: Any) -> None:  # type: ignore[override]
        name = f"{round(time.monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        folder = Path(self.data_folder_out)
        part = folder / f"{name}.part"
        try:
            part.write_text(str(json.dumps(payload)), encoding="utf-8")  # type: ignore[no-untyped-call]
            part.replace(folder / name)
        except OSError as error:
            raise ChannelError(f"Cannot add {name} to {folder}") from error


class Transport(filesystem.Transport):
    """`CELERY_BROKER_TRANSPORT` of the embedded default."""

    Channel = Channel
