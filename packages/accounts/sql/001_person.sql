-- The people who sign in at this system, as better-auth keeps them (the names of its columns are mapped in packages/accounts/src/auth.ts).

-- role, user_id and nursery_id say what they may and whose things are theirs; no form of theirs can set them.
CREATE TABLE IF NOT EXISTS person (
  id             VARCHAR(36)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name           VARCHAR(100) NOT NULL,
  email          VARCHAR(254) COLLATE utf8mb4_bin NOT NULL,
  email_verified BOOLEAN      NOT NULL DEFAULT FALSE,
  image          TEXT         NULL,
  role           VARCHAR(16)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  user_id        VARCHAR(64)  COLLATE utf8mb4_bin NULL,
  nursery_id     CHAR(6)      CHARACTER SET ascii COLLATE ascii_bin NULL,
  created_at     DATETIME(3)  NOT NULL,
  updated_at     DATETIME(3)  NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY person_by_email (email),
  UNIQUE KEY person_by_user (user_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE IF NOT EXISTS person_session (
  id         VARCHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  person_id  VARCHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  token      VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  expires_at DATETIME(3) NOT NULL,
  created_at DATETIME(3) NOT NULL,
  updated_at DATETIME(3) NOT NULL,
  ip_address VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NULL,
  user_agent TEXT        NULL,
  PRIMARY KEY (id),
  UNIQUE KEY person_session_by_token (token),
  KEY person_session_by_person (person_id),
  CONSTRAINT person_session_of FOREIGN KEY (person_id) REFERENCES person (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- What a person signs in by: a password (its hash), or their account at an OpenID Connect provider.
CREATE TABLE IF NOT EXISTS person_credential (
  id                       VARCHAR(36)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  person_id                VARCHAR(36)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  provider_id              VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  account_id               VARCHAR(255) COLLATE utf8mb4_bin NOT NULL,
  password                 VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL,
  access_token             TEXT         NULL,
  refresh_token            TEXT         NULL,
  id_token                 TEXT         NULL,
  access_token_expires_at  DATETIME(3)  NULL,
  refresh_token_expires_at DATETIME(3)  NULL,
  scope                    TEXT         NULL,
  created_at               DATETIME(3)  NOT NULL,
  updated_at               DATETIME(3)  NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY person_credential_by_account (provider_id, account_id),
  KEY person_credential_by_person (person_id),
  CONSTRAINT person_credential_of FOREIGN KEY (person_id) REFERENCES person (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- Links that were mailed and sign-ins that are under way at a provider; identifiers are hashes.
CREATE TABLE IF NOT EXISTS person_verification (
  id         VARCHAR(36)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  identifier VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  value      TEXT         NOT NULL,
  expires_at DATETIME(3)  NOT NULL,
  created_at DATETIME(3)  NOT NULL,
  updated_at DATETIME(3)  NOT NULL,
  PRIMARY KEY (id),
  KEY person_verification_by_identifier (identifier)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- How often something was tried lately: from an address, or on an account (by a hash of its mail address).
CREATE TABLE IF NOT EXISTS rate_limit (
  id      VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  tries   INT UNSIGNED NOT NULL,
  ends_at DATETIME(3)  NOT NULL,
  PRIMARY KEY (id),
  KEY rate_limit_by_end (ends_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
