-- Who looked at whose personal data, when, from where, and whether they could (접속기록). Ids only. Rows are added and never changed:
-- each carries the hash of the one before it of the same writer (a process of the service). Where the database's master has made
-- <database>_access, the rows stand in the same tables there, which the service may read and add to, and nothing else (ADR 0019).
CREATE TABLE IF NOT EXISTS access_record (
  writer        CHAR(12)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  seq           INT UNSIGNED NOT NULL,
  at            DATETIME(3)  NOT NULL,
  actor_kind    VARCHAR(8)   CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  actor_id      VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  role          VARCHAR(16)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  operation     VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  outcome       VARCHAR(12)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- Ids, separated by spaces; of a very long list the first ones, and how many there were.
  subjects      TEXT         CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  subject_count INT UNSIGNED NOT NULL,
  ip            VARCHAR(45)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  trace_id      CHAR(32)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  previous      CHAR(64)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  hash          CHAR(64)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (writer, seq),
  KEY access_record_by_time (at, writer, seq)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- How far each writer had come at a moment, one chain over all writers: it shows a row that is missing at the end, and a writer that is missing.
CREATE TABLE IF NOT EXISTS access_seal (
  seq      BIGINT UNSIGNED NOT NULL,
  at       DATETIME(3)  NOT NULL,
  writer   CHAR(12)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  last_seq INT UNSIGNED NOT NULL,
  head     CHAR(64)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  previous CHAR(64)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  hash     CHAR(64)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (seq),
  KEY access_seal_by_time (at, seq)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- Days that were removed when their time was over, and where the chains go on behind them. Not written by a service.
CREATE TABLE IF NOT EXISTS access_removal (
  before_day CHAR(10)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  at         DATETIME(3)  NOT NULL,
  removed    INT UNSIGNED NOT NULL,
  seal_seq   BIGINT UNSIGNED NOT NULL,
  seal_hash  CHAR(64)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  tails      MEDIUMTEXT   CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (before_day)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
