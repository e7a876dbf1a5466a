"""What `consortium classroom` says and does around the server."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest

from consortium.actions import class_check
from consortium.actions.class_check import Found
from consortium.actions.serving import LOCALHOST, listening_on
from tests.asynchronous import awaited
from tests.shell import shell


def test_answers_are_sent_at_once():
    """A small answer on a kept connection would else wait for the browser's acknowledgement, some 40 ms."""

    async def at_once() -> bool:
        seen: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        def came(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            seen.set_result(writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        server = await asyncio.start_server(came, sock=listening_on(LOCALHOST, 0, "en"))
        _, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        found = await seen
        writer.close()
        server.close()
        return bool(found)

    assert awaited(at_once())


# --- --check ----------------------------------------------------------------------------------------------------------


def marks(found: Iterable[Found]) -> list[str]:
    return [one.mark for one in found]


def test_a_computer_in_a_network_can_carry_a_class_and_says_so_with_status_0(tmp_path: Path):
    for lang, end in (("en", "This computer can carry a class."), ("zh", "本机可以用于上课。")):
        done = shell("classroom", "--check", "--port", "0", "--lang", lang, cwd=tmp_path)
        assert done.message == ""
        assert len(done.out.splitlines()) >= 6
        if done.status == 0:  # a machine in no network, too slow or without the font is not ready
            assert re.search(r"http://[\d.]+:\d+/lesson", done.out)
            assert done.out.splitlines()[-1] == end
        else:
            assert {"en": "NO", "zh": "不行"}[lang] in done.out
    assert list(tmp_path.iterdir()) == []


def test_a_port_in_use_is_one_line_that_names_another_option():
    with closing(listening_on(LOCALHOST, 0, "en")) as taken:
        port = taken.getsockname()[1]
        (found,) = class_check.network(LOCALHOST, port, "en")
        (chinese,) = class_check.network(LOCALHOST, port, "zh")
    assert found == Found("no", f"port {port} is in use; give another with --port, or --port 0 for any that is free")
    assert str(port) in chinese.text


def test_an_address_that_only_this_computer_reaches_is_none_for_a_class():
    found = list(class_check.network(LOCALHOST, 0, "en"))
    assert marks(found) == ["ok", "no"]
    assert "--lan" in found[-1].text


def test_every_address_is_tried_and_a_firewall_in_between_is_noticed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(class_check, "own_addresses", lambda: [LOCALHOST, "192.0.2.77"])
    monkeypatch.setattr(class_check, "_answers", lambda address, port: address == LOCALHOST)
    found = list(class_check.network(None, 0, "en"))
    assert marks(found) == ["ok", "ok", "no", "note", "note"]
    assert "192.0.2.77" in found[2].text


def test_a_computer_in_no_network_is_pointed_to_the_lesson_as_one_file(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(class_check, "own_addresses", list)
    for lang in ("en", "zh"):
        found = list(class_check.network(None, 0, lang))
        assert marks(found) == ["ok", "no"]
        assert "--export lesson.html" in found[-1].text


@pytest.mark.parametrize(
    ("system", "commands", "said"),
    [("Windows", (), "Windows"), ("Darwin", (), "System Settings"), ("Linux", ("ufw",), "ufw allow 81/tcp"),
     ("Linux", ("firewall-cmd",), "--add-port=81/tcp"), ("Linux", (), "port 81")],
)  # fmt: skip
def test_the_hint_about_the_firewall_is_for_this_system(
    monkeypatch: pytest.MonkeyPatch, system: str, commands: tuple[str, ...], said: str
):
    monkeypatch.setattr("platform.system", lambda: system)
    monkeypatch.setattr("shutil.which", lambda name: name if name in commands else None)
    assert said in class_check.say(f"firewall_{class_check.firewall()}", "en", port=81)


def test_a_missing_font_stops_a_class_in_chinese_only(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("consortium.experiments.presentation.fonts.cjk_font", lambda: None)
    assert class_check.fonts("zh").mark == "no"
    assert class_check.fonts("en").mark == "note"


def test_a_slow_computer_is_advised_to_take_the_file():
    assert marks(class_check.held(0.1, 2, "en")) == ["ok", "ok"]
    assert marks(class_check.held(0.9, 1, "en")) == ["ok", "ok"]
    assert marks(class_check.held(5.0, 2, "en")) == ["no", "no", "note"]


def test_missing_libraries_are_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setattr(class_check, "libraries_are_there", lambda: False)
    assert class_check.check_class(None, 0, "en") == 1
    assert "pip install" in capsys.readouterr().out


def test_texts_of_the_check_have_the_same_values_in_both_languages():
    for english, chinese in class_check.WORDS.values():
        assert sorted(re.findall(r"\{(\w+)", english)) == sorted(re.findall(r"\{(\w+)", chinese))
