"""The embedded broker shows a message only when it is whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from kombu import Connection
from kombu.exceptions import ChannelError

from config.broker import Channel, Transport


@pytest.fixture
def channel(tmp_path: Path) -> Iterator[Channel]:
    """A channel on a folder of its own."""
    folder = tmp_path / "broker"
    folder.mkdir()
    options = {
        "data_folder_in": str(folder),
        "data_folder_out": str(folder),
        "control_folder": str(tmp_path / "control"),
    }
    with Connection(transport="config.broker:Transport", transport_options=options) as connection:
        assert isinstance(connection.transport, Transport)
        yield connection.channel()


class Onlooker:
    """Part of a message that looks, while it is being written, at what a worker would find."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.seen: list[list[str]] = []

    def __json__(self) -> str:
        self.seen.append([path.name for path in self.folder.glob("*.msg")])
        return "job 7"


def test_nobody_finds_half_a_message(channel: Channel, tmp_path: Path) -> None:
    onlooker = Onlooker(tmp_path / "broker")
    channel._put("celery", {"body": onlooker})
    assert onlooker.seen == [[]]
    assert channel._get("celery") == {"body": "job 7"}
    assert list((tmp_path / "broker").iterdir()) == []


def test_a_message_goes_to_its_queue_only(channel: Channel) -> None:
    channel._put("other", {"body": "another's"})
    channel._put("celery", {"body": "first"})
    assert channel._get("celery") == {"body": "first"}
    assert channel._get("other") == {"body": "another's"}


def test_a_folder_that_is_gone_is_an_error_of_the_channel(channel: Channel, tmp_path: Path) -> None:
    (tmp_path / "broker").rmdir()
    with pytest.raises(ChannelError):
        channel._put("celery", {"body": "lost"})
