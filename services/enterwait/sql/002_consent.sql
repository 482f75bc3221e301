-- Consent (동의): what somebody agreed to or took back, to which text, and when. Only ever added to; goes with the family's data.
CREATE TABLE IF NOT EXISTS consent (
  seq       BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  user_id   VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
  -- Of the account by which it was said.
  person_id VARCHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  kind      VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- Of the text that was shown (services/enterwait/src/consents/texts.ts).
  version   VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- given or withdrawn.
  event     VARCHAR(9)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  at        DATETIME(3) NOT NULL,
  trace_id  CHAR(32)    CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (seq),
  KEY consent_by_user (user_id, kind, seq)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
