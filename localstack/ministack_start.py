"""Starts MiniStack with two settings that it has no variables for, both waits that AWS does not have.

- Its event source mappings are woken by every write to a queue or table. A wake that found nothing to do is followed by a
  pause of 50 ms, which delays what arrives meanwhile: the judge writes two items and then its batch ends, so nearly every hop
  of the pipeline would wait (measured: a median of 98 ms from the 202 to the row in the other database, 48 ms without it).
- After each invocation it waits 5 ms for more lines of the log before the next batch of a queue may begin.

Both names are private to the pinned version: without them MiniStack runs as it is.
"""

import ministack.core.lambda_runtime as lambda_runtime
import ministack.services.lambda_svc as lambda_svc
from ministack.app import main

PAUSE_AFTER_IDLE_WAKE_SECONDS = 0.002
# For the first line of a log, for the next one, and at most.
LOG_WAITS_SECONDS = (0.050, 0.001, 0.250)

if hasattr(lambda_svc, "_ESM_IDLE_WAKE_GAP_SECONDS"):
    lambda_svc._ESM_IDLE_WAKE_GAP_SECONDS = PAUSE_AFTER_IDLE_WAKE_SECONDS

drain = getattr(lambda_runtime.Worker, "_drain_stderr_bounded", None)
if drain and len(drain.__defaults__ or ()) == len(LOG_WAITS_SECONDS):
    drain.__defaults__ = LOG_WAITS_SECONDS

if __name__ == "__main__":
    main()
