-- Who did what to which application, when, from where, and whether they could. Ids only: names and addresses stand elsewhere.
CREATE TABLE IF NOT EXISTS audit (
  seq        BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  at         DATETIME(3) NOT NULL,
  actor_kind VARCHAR(8)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  actor_id   VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  role       VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  action     VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  request_id CHAR(21)    CHARACTER SET ascii COLLATE ascii_bin NULL,
  subject    VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NULL,
  outcome    VARCHAR(8)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  code       VARCHAR(48) CHARACTER SET ascii COLLATE ascii_bin NULL,
  ip         VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  trace_id   CHAR(32)    CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (seq),
  KEY audit_by_request (request_id, seq),
  KEY audit_by_actor (actor_id, seq)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
