-- What the ten rules of the protocol need (docs/consistency.md). The release before goes on writing these tables beside this one: each new
-- column has a value of its own for rows that it writes.

ALTER TABLE request
  -- Applied Requests, as the judge last told; NULL: told by a judge that counts none.
  ADD COLUMN round INT UNSIGNED NULL AFTER version,
  -- The status once the commands in flight are judged, written with them in one transaction. It holds as long as the version is the one that
  -- it was derived from: else the confirmed status counts.
  ADD COLUMN expected TINYINT UNSIGNED NULL AFTER round,
  ADD COLUMN expected_version INT UNSIGNED NULL AFTER expected;

ALTER TABLE command
  -- The round that its asker saw.
  ADD COLUMN round INT UNSIGNED NULL,
  ADD KEY command_open (outcome, asked_at);

-- A row stays until its command is answered, and is asked again when it is due.
ALTER TABLE outbox
  ADD COLUMN round INT UNSIGNED NULL,
  ADD COLUMN next_attempt_at DATETIME(3) NOT NULL DEFAULT '1970-01-01 00:00:00.000',
  -- How often SQS took it, and when it did so last.
  ADD COLUMN attempts INT UNSIGNED NOT NULL DEFAULT 0,
  ADD COLUMN sent_at DATETIME(3) NULL,
  -- How often SQS refused it since.
  ADD COLUMN failures INT UNSIGNED NOT NULL DEFAULT 0,
  ADD KEY outbox_due (next_attempt_at, id);

-- A key belongs to who uses it: SHA-256 of the credential's kind and name. Keys of before belong to nobody.
ALTER TABLE idempotency_key
  ADD COLUMN owner CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '' FIRST,
  DROP PRIMARY KEY,
  ADD PRIMARY KEY (owner, idempotency_key);
