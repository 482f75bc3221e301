-- A second factor of those who have one (a code of an app on their telephone), and when a session was last used. The release before goes on
-- writing person and person_session beside this one: each new column has a value of its own for rows that it writes.

ALTER TABLE person ADD COLUMN second_factor BOOLEAN NOT NULL DEFAULT FALSE;

ALTER TABLE person_session
  -- The last action of a person, noted once a minute at most; NULL: none yet, or none that this release saw.
  ADD COLUMN last_action_at DATETIME(3) NULL,
  -- `oidc`: by their organisation's provider, which asks for a factor of its own; NULL: by password.
  ADD COLUMN signed_in_by VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL;

-- The secret of the app and the recovery codes that are left, encrypted with a key made from AUTH_SECRET.
CREATE TABLE IF NOT EXISTS person_second_factor (
  id             VARCHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  person_id      VARCHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  secret         TEXT        CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  recovery_codes TEXT        CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- False until a first code has shown that the app holds the secret.
  verified       BOOLEAN     NOT NULL DEFAULT FALSE,
  -- The 30 seconds (counted from 1970) of the last code that was taken: no code of these or earlier ones is taken again.
  last_step      BIGINT UNSIGNED NULL,
  -- Of better-auth; tries are counted in rate_limit, as everywhere else.
  failed_tries   INT UNSIGNED NOT NULL DEFAULT 0,
  locked_until   DATETIME(3) NULL,
  PRIMARY KEY (id),
  UNIQUE KEY person_second_factor_of_person (person_id),
  CONSTRAINT person_second_factor_of FOREIGN KEY (person_id) REFERENCES person (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
