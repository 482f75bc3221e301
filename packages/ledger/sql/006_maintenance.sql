-- The doors: while the row is there, this system takes no commands. What was judged still comes in, and everything may be looked at.
-- Who restores this database puts the row there before the service starts (docs/operations.md).
CREATE TABLE IF NOT EXISTS maintenance (
  one       TINYINT UNSIGNED NOT NULL DEFAULT 1,
  closed_at DATETIME(3) NOT NULL,
  PRIMARY KEY (one),
  CONSTRAINT maintenance_is_one CHECK (one = 1)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
