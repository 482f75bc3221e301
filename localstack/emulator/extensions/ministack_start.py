"""Starts MiniStack with changes for which it has no settings.

It removes two waits that AWS does not have:

- Every write to a queue or table wakes MiniStack's event source mappings. A wake that found nothing to do is followed by a
  pause of 50 ms, which delays what arrives meanwhile: the judge writes two items and then its batch ends, so nearly every hop
  of the pipeline would wait (measured: a median of 98 ms from the 202 to the row in the other database, 48 ms without the pause).
- After each invocation it waits 5 ms for more log lines before the next batch of a queue may begin.

It limits one cost that grows: every message to a FIFO queue searches the ids of the last five minutes for expired ones (measured: half
of MiniStack's time after some thousand messages). Once a second is enough.

If DEAD_LETTERS_LATER is set, it accepts a redrive policy that names a queue which does not exist yet, as LocalStack does and AWS does
not. Terraform then creates both queues at once, and the provider's 25 s waits for each overlap (localstack/terraform). The rest of
the policy is checked as before, and a message stays in its queue until the dead-letter queue exists.

It adds two things that AWS has. The security group that EKS creates for a cluster is named in its description but does not exist, so
no rule can be added to it; here it exists. The envelope sender (MAIL FROM) of a domain that sends mails can be set.

It adds two requests that only a laptop needs, for the mails to the addresses named in a header: MiniStack can forget them
(DELETE /_ministack/ses/messages), for make erase, or return only them (GET). Code that waits for a mail polls often, and
returning every mail ever sent each time took most of MiniStack's time in the tests.

All these names are private to the pinned version: without them MiniStack runs unchanged.

For the tests alone: if CALLS_FILE names a file, call_recorder.py records the calls there, and each function signs with its own name.

emulator_guard.py checks every request first.
"""

import functools
import json
import math
import os
import re
import sys
import time
import types
import urllib.parse

import ministack.app as app
import ministack.core.lambda_runtime as lambda_runtime
import ministack.services.ec2 as ec2
import ministack.services.eks as eks
import ministack.services.lambda_svc as lambda_svc
import ministack.services.ses_v2 as ses_v2
import ministack.services.sqs as sqs
from ministack.app import main

# Keep Python from writing bytecode next to the sources.
sys.dont_write_bytecode = True
from call_recorder import named_after_function, recorded  # noqa: E402
from emulator_guard import guarded  # noqa: E402

sys.dont_write_bytecode = False

PAUSE_AFTER_IDLE_WAKE_SECONDS = 0.002
# The waits for the first line of a log, for each further line, and in total at most.
LOG_WAITS_SECONDS = (0.050, 0.001, 0.250)

if hasattr(lambda_svc, "_ESM_IDLE_WAKE_GAP_SECONDS"):
    lambda_svc._ESM_IDLE_WAKE_GAP_SECONDS = PAUSE_AFTER_IDLE_WAKE_SECONDS

drain = getattr(lambda_runtime.Worker, "_drain_stderr_bounded", None)
if drain and len(drain.__defaults__ or ()) == len(LOG_WAITS_SECONDS):
    drain.__defaults__ = LOG_WAITS_SECONDS


SECONDS_BETWEEN_PRUNES = 1.0


def once_a_second(prune):
    pruned_at = {}

    @functools.wraps(prune)
    def pruned(queue):
        now = time.monotonic()
        # Ids are kept for 300 s, plus at most one second.
        if now - pruned_at.get(id(queue), -math.inf) >= SECONDS_BETWEEN_PRUNES:
            pruned_at[id(queue)] = now
            prune(queue)

    return pruned


if hasattr(sqs, "_prune_dedup"):
    sqs._prune_dedup = once_a_second(sqs._prune_dedup)


def dead_letters_later(validate):
    """The same function, for which every queue exists."""
    return types.FunctionType(validate.__code__, {**vars(sqs), "_queue_by_arn": lambda arn: {}}, validate.__name__)


if os.environ.pop("DEAD_LETTERS_LATER", "") and hasattr(sqs, "_validate_redrive_policy"):
    sqs._validate_redrive_policy = dead_letters_later(sqs._validate_redrive_policy)


def with_security_group(create_cluster):
    @functools.wraps(create_cluster)
    def create(body, *rest, **named):
        answer = create_cluster(body, *rest, **named)
        config = (eks._clusters.get(body.get("name", "")) or {}).get("resourcesVpcConfig", {})
        group, subnets = config.get("clusterSecurityGroupId"), config.get("subnetIds", [])
        vpc = (ec2._subnets.get(subnets[0]) or {}).get("VpcId") if subnets else None
        if group and vpc and group not in ec2._security_groups:
            ec2._security_groups[group] = {
                "GroupId": group,
                "GroupName": f"eks-cluster-sg-{body['name']}",
                "Description": "EKS created security group",
                "VpcId": vpc,
                "OwnerId": ec2.get_account_id(),
                "IpPermissions": [],
                "IpPermissionsEgress": [],
            }
        return answer

    return create


def without_security_group(delete_cluster):
    @functools.wraps(delete_cluster)
    def delete(name):
        config = (eks._clusters.get(name) or {}).get("resourcesVpcConfig", {})
        ec2._security_groups.pop(config.get("clusterSecurityGroupId"), None)
        return delete_cluster(name)

    return delete


if hasattr(eks, "_create_cluster") and hasattr(eks, "_clusters") and hasattr(ec2, "_security_groups") and hasattr(ec2, "_subnets"):
    eks._create_cluster = with_security_group(eks._create_cluster)
    eks._delete_cluster = without_security_group(eks._delete_cluster)


MAIL_FROM = re.compile(r"/v2/email/identities/([^/]+)/mail-from")


def with_mail_from(handle):
    @functools.wraps(handle)
    async def answer(method, path, headers, body, query_params):
        asked = MAIL_FROM.fullmatch(path)
        identity = ses_v2._identities.get(urllib.parse.unquote(asked[1])) if asked and method == "PUT" else None
        if identity is None:
            return await handle(method, path, headers, body, query_params)
        wanted = json.loads(body or b"{}")
        attributes = {"BehaviorOnMxFailure": wanted.get("BehaviorOnMxFailure") or "USE_DEFAULT_VALUE"}
        if wanted.get("MailFromDomain"):
            attributes |= {"MailFromDomain": wanted["MailFromDomain"], "MailFromDomainStatus": "PENDING"}
        identity["MailFromAttributes"] = attributes
        return 200, {"Content-Type": "application/json"}, b"{}"

    return answer


if hasattr(ses_v2, "handle_request") and hasattr(ses_v2, "_identities"):
    ses_v2.handle_request = with_mail_from(ses_v2.handle_request)


def addresses_in(header):
    """A header with JSON of percent-encoded texts, because a path could be logged."""
    return {urllib.parse.unquote(one) for one in json.loads(header)}


def is_to(mail, addresses):
    return not addresses.isdisjoint((*mail["To"], *mail["CC"], *mail["BCC"]))


def by_address(handle):
    """Headers: `x-forget-addresses` to forget (answers `forgotten`, a count), `x-only-addresses` to read."""

    @functools.wraps(handle)
    async def answer(method, path, headers, query_params):
        header = {"DELETE": "x-forget-addresses", "GET": "x-only-addresses"}.get(method)
        if path != "/_ministack/ses/messages" or header not in headers:
            return await handle(method, path, headers, query_params)
        addresses = addresses_in(headers[header])
        boxes = [kept for kept in app._get_module("ses")._sent_emails.to_dict().values() if isinstance(kept, list)]
        if method == "GET":
            found = {"messages": {"": [mail for kept in boxes for mail in kept if is_to(mail, addresses)]}}
        else:
            found = {"forgotten": 0}
            for kept in boxes:
                left = [mail for mail in kept if not is_to(mail, addresses)]
                found["forgotten"] += len(kept) - len(left)
                kept[:] = left
        return 200, {"Content-Type": "application/json"}, json.dumps(found).encode()

    return answer


if hasattr(app, "_handle_ses_messages_request") and hasattr(app, "_get_module"):
    app._handle_ses_messages_request = by_address(app._handle_ses_messages_request)

if os.environ.get("CALLS_FILE"):
    app.app = recorded(app.app, os.environ.pop("CALLS_FILE"))
    for module in (lambda_runtime, lambda_svc):
        module.execution_credentials = named_after_function(module.execution_credentials)

# MiniStack's server calls this. Every start checks that it does (localstack/emulator/guard.ts).
app.app = guarded(app.app)

if __name__ == "__main__":
    main()
