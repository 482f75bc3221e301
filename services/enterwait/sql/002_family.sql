-- One row a family, made when it is first needed: what it may do once at a time holds this row.
CREATE TABLE IF NOT EXISTS family (
  user_id    VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
  -- When they left (탈퇴), and the account that they had: its id stands in the audit.
  leaving_at DATETIME(3) NULL,
  person_id  VARCHAR(36) CHARACTER SET ascii COLLATE ascii_bin NULL,
  PRIMARY KEY (user_id),
  KEY family_leaving (leaving_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
