"""Run by LocalStack in its own process before it listens (its init hooks, `start.d`): nothing is asked before the guard is."""

import sys

# Where docker-compose.yml lays it.
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


get_current_runtime().components.gateway.request_handlers.insert(0, guard)
