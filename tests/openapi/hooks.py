"""Why a request that its description allows may be refused with 422: what no schema says, and the description says in words."""

import schemathesis

# Codes of whole problems.
CODES = {"cursor-invalid", "idempotency-key-reused", "unknown-priority-item", "weak-password"}

# Fields and what is said of them.
REASONS = {
    ("child_birthday", "must not be in the future"),
    ("birthday", "must not be in the future"),
    ("to", "must not be before `from`"),
    ("text", "a name needs 2 characters or more"),
    ("enterwait-note", "must be percent-encoded UTF-8"),
    # Once decoded.
    ("enterwait-note", "must not be empty"),
    ("enterwait-note", "must not hold invisible, direction or control characters"),
}
# Lengths count once a text is composed (NFC), which makes some letters two.
COMPOSED = "must be at most"


@schemathesis.check
def documented_refusal(ctx, response, case):
    """A request that the description allows is refused for a documented reason alone."""
    if case.meta is None or not case.meta.generation.mode.is_positive or response.status_code != 422:
        return
    problem = response.json()
    if problem["code"] in CODES:
        return
    errors = problem.get("errors", [])
    undocumented = [error for error in errors if not documented(error)]
    assert errors and not undocumented, f"refused without a documented reason: {undocumented or problem}"


def documented(error):
    reason = error["message"].split(" / ")[-1]
    return (error["field"], reason) in REASONS or reason.startswith(COMPOSED)
