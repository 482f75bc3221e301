"""LocalStack runs this in its own process before it listens (its init hooks, `start.d`), so the guard sees every request.

Like ministack_start.py, it can return only the mails to the addresses named in a header.
"""

import json
import sys
import urllib.parse

# docker-compose.yml mounts the modules here.
sys.path.append("/opt/enterwait")

from emulator_guard import STATUS, TYPE, answer, refusal  # noqa: E402
from localstack.runtime import get_current_runtime  # noqa: E402


def guard(chain, context, response):
    reason = refusal(context.request.headers.items())
    if reason is None:
        return
    response.status_code = STATUS
    response.headers["Content-Type"] = TYPE
    response.headers["X-Emulator-Guard"] = "refused"
    response.set_data(answer(reason))
    chain.terminate()


def mails_by_address(chain, context, response):
    request = context.request
    wanted = request.headers.get("x-only-addresses")
    if wanted is None or request.method != "GET" or request.path != "/_aws/ses":
        return
    # The first request to SES loads this module. The name is private to the pinned version: without it, all mails are returned.
    kept = getattr(sys.modules.get("localstack.services.ses.provider"), "EMAILS", None)
    if kept is None:
        return
    addresses = {urllib.parse.unquote(one) for one in json.loads(wanted)}
    found = [mail for mail in list(kept.values()) if not addresses.isdisjoint(mail.get("Destination", {}).get("ToAddresses", []))]
    response.status_code = 200
    response.headers["Content-Type"] = "application/json"
    response.set_data(json.dumps({"messages": found}))
    chain.terminate()


get_current_runtime().components.gateway.request_handlers[:0] = [guard, mails_by_address]
