-- Commands that were sent under an Idempotency-Key: the same key gets the same answer and no second effect, for a week.
CREATE TABLE IF NOT EXISTS idempotency_key (
  idempotency_key VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- SHA-256 of what was asked: the same key with another body is a mistake of the caller.
  fingerprint CHAR(64)    CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  event_id    CHAR(36)    CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  version     INT UNSIGNED NOT NULL,
  created_at  DATETIME(3) NOT NULL,
  PRIMARY KEY (idempotency_key),
  KEY idempotency_key_by_age (created_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
