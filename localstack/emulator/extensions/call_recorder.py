"""Records the AWS calls and their callers, to be compared with the policies of the roles (docs/testing.md).

As in AWS, each pod and each function has its own credentials here, and the access key in a call's signature is its name. Calls with the
emulator's common key (from a test, Terraform or a person) are left out. Only names are recorded: the caller, the operation, and its queue,
table, secret or bus. Each line of the file is one call as JSON. The same call is recorded only once.

It uses only the standard library, because it runs inside MiniStack (ministack_start.py).
"""

import functools
import json
import re
import urllib.parse

COMMON = "test"
CREDENTIAL = re.compile(r"Credential=(?P<who>[^/,\s]+)/\d{8}/[^/]+/(?P<service>[^/]+)/aws4_request")

# Names of resources, and the values that IAM conditions check. Never a key, an item, a mail address or a message.
NAMES = {"QueueUrl", "TableName", "IndexName", "SecretId", "EventBusName", "Source", "ConfigurationSetName"}
# Parts of a call that contain names, or whose own name matters: `Put` and `Update` in a transaction.
PARTS = {"TransactItems", "RequestItems", "Entries", "Put", "Update", "Delete", "ConditionCheck", "Get"}


def caller_of(headers):
    """The caller and the service; None for an unsigned call.

    headers: pairs of bytes, as ASGI has them.
    """
    for name, value in headers:
        if name.lower() == b"authorization":
            match = CREDENTIAL.search(value.decode("latin-1"))
            return match and (match["who"], match["service"])
    return None


def names_in(value):
    if isinstance(value, list):
        found = [names_in(one) for one in value]
        return [one for at, one in enumerate(found) if one not in found[:at]]
    if not isinstance(value, dict):
        return {}
    return {
        # In a batch, the table names are the keys.
        key: sorted(part) if key == "RequestItems" else names_in(part) if key in PARTS else part
        for key, part in value.items()
        if (key in PARTS and part) or (key in NAMES and isinstance(part, str))
    }


def call_of(method, path, headers, body):
    """The operation and names, for AWS protocols that name the operation; for the others, method and path."""
    target = next((value.decode("latin-1") for name, value in headers if name.lower() == b"x-amz-target"), None)
    if target is not None:
        return target.rsplit(".", 1)[-1], names_in(json.loads(body or b"{}"))
    form = dict(urllib.parse.parse_qsl(body.decode("utf-8", "replace")))
    if "Action" in form:
        return form["Action"], names_in(form)
    return f"{method} {path}", {}


def recorded(app, file):
    """An ASGI application that records each call in a file, however the call ends."""
    noted = set()

    def note(caller, scope, body):
        who, service = caller
        operation, names = call_of(scope["method"], scope["path"], scope["headers"], body)
        line = json.dumps({"who": who, "service": service, "operation": operation, "names": names}, sort_keys=True)
        if line not in noted:
            noted.add(line)
            with open(file, "a", encoding="utf-8") as calls:
                calls.write(line + "\n")

    async def record(scope, receive, send):
        caller = caller_of(scope["headers"]) if scope["type"] == "http" else None
        if caller is None or caller[0] == COMMON:
            await app(scope, receive, send)
            return
        body = []

        async def read():
            message = await receive()
            body.append(message.get("body", b""))
            return message

        try:
            await app(scope, read, send)
        finally:
            note(caller, scope, b"".join(body))

    return record


def named_after_function(credentials_of):
    """The credentials that MiniStack gives a function, with the function's name as the access key."""

    @functools.wraps(credentials_of)
    def named(config):
        return {**credentials_of(config), "AWS_ACCESS_KEY_ID": config["FunctionName"]}

    return named
