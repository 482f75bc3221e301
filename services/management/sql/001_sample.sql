-- What the pipeline looked like every 15 seconds: one row a moment, its figures as JSON by the name of their series. Kept for 30 days,
-- fewer of the older ones.
CREATE TABLE IF NOT EXISTS sample (
  -- Seconds since 1970, a multiple of 15.
  at      INT UNSIGNED NOT NULL,
  figures TEXT         NOT NULL,
  PRIMARY KEY (at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
