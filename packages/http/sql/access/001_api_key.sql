-- The keys of other programs. A key itself is known to its holder alone: here is only its hash.
CREATE TABLE IF NOT EXISTS api_key (
  name         VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  sha256       CHAR(64)    CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  role         VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  user_id      VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  nursery_id   CHAR(6)     CHARACTER SET ascii COLLATE ascii_bin NULL,
  created_at   DATETIME(3) NOT NULL,
  expires_at   DATETIME(3) NULL,
  revoked_at   DATETIME(3) NULL,
  -- To the hour: enough to find a key that nobody uses.
  last_used_at DATETIME(3) NULL,
  PRIMARY KEY (name),
  UNIQUE KEY api_key_by_hash (sha256)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
