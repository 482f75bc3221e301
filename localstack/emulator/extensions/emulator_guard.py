"""Decides who may use an emulator: programs of this machine and of its containers, but no web page.

An emulator accepts every signature and answers every origin. A page that a developer has open could read its table and its
mails: with `fetch`, with a form, or through its own host name pointed at this machine (DNS rebinding). So:

- a browser's request for a page (`Origin`, `Sec-Fetch-Site`) is refused; an address that a person types does not come from a page;
- only the host names below are answered, and IP addresses, which no name server can have pointed here.

It uses only the standard library, because it runs inside MiniStack (ministack_start.py) and LocalStack (localstack_start.py).
"""

import ipaddress
import re
import socket

# `localstack` is its name in the containers' network. It calls itself by names below localhost.localstack.cloud.
NAMES = {"localhost", "localhost.localstack.cloud", "host.docker.internal", "localstack", socket.gethostname().lower()}
BELOW = (".localhost", ".localhost.localstack.cloud")
NOT_A_PAGE = {"none", "same-origin"}
HOST = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::\d{1,5})?\Z")

STATUS = 403
TYPE = "text/plain; charset=utf-8"


def refusal(headers):
    """Why a request is refused; None if it is answered.

    headers: pairs of texts, names in any case, as often as they were sent.
    """
    fields = [(name.lower(), value.strip()) for name, value in headers]
    hosts = [value for name, value in fields if name == "host"]
    if len(hosts) != 1 or not is_ours(hosts[0]):
        return "this name is not the emulator's"
    if any(name == "origin" for name, _ in fields):
        return "no web page may ask the emulator"
    if any(name == "sec-fetch-site" and value.lower() not in NOT_A_PAGE for name, value in fields):
        return "no web page may ask the emulator"
    return None


def is_ours(host):
    match = HOST.match(host)
    if match is None:
        return False
    name = match["name"].strip("[]").lower()
    return name in NAMES or name.endswith(BELOW) or is_address(name)


def is_address(name):
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def answer(reason):
    return f"403: {reason}. Mails in a browser: make mail PREVIEW=1\n".encode()


def guarded(app):
    """An ASGI application that calls `refusal` before anything is read or done."""

    async def guard(scope, receive, send):
        if scope["type"] not in ("http", "websocket"):
            await app(scope, receive, send)
            return
        reason = refusal((name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"])
        if reason is None:
            await app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            headers = [(b"content-type", TYPE.encode()), (b"x-emulator-guard", b"refused")]
            await send({"type": "http.response.start", "status": STATUS, "headers": headers})
            await send({"type": "http.response.body", "body": answer(reason)})

    return guard
