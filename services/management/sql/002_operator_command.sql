-- What operators asked (docs/adr/0004): the same two tables as in the other systems, for the same relay.

-- outcome is NULL while the command is in flight.
CREATE TABLE IF NOT EXISTS command (
  seq        BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  event_id   CHAR(36)    CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  request_id CHAR(21)    CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  type       VARCHAR(8)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  origin     VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  asked_at   DATETIME(3) NOT NULL,
  outcome    VARCHAR(8)  CHARACTER SET ascii COLLATE ascii_bin NULL CHECK (outcome IN ('applied', 'refused')),
  reason     VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
  status     TINYINT UNSIGNED NULL,
  version    INT UNSIGNED NULL,
  judged_at  DATETIME(3) NULL,
  settled_at DATETIME(3) NULL,
  note       VARCHAR(300) CHARACTER SET utf8mb4 NULL,
  round      INT UNSIGNED NULL,
  PRIMARY KEY (seq),
  UNIQUE KEY command_by_event (event_id),
  KEY command_by_request (request_id, outcome),
  KEY command_open (outcome, asked_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- A row stays until its command is answered, and is asked again when it is due.
CREATE TABLE IF NOT EXISTS outbox (
  id              BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  event_id        CHAR(36)    CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  request_id      CHAR(21)    CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  type            VARCHAR(8)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  body            TEXT        NOT NULL,
  created_at      DATETIME(3) NOT NULL,
  round           INT UNSIGNED NULL,
  next_attempt_at DATETIME(3) NOT NULL DEFAULT '1970-01-01 00:00:00.000',
  attempts        INT UNSIGNED NOT NULL DEFAULT 0,
  sent_at         DATETIME(3) NULL,
  failures        INT UNSIGNED NOT NULL DEFAULT 0,
  PRIMARY KEY (id),
  UNIQUE KEY outbox_by_event (event_id),
  KEY outbox_by_request (request_id, id),
  KEY outbox_due (next_attempt_at, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
