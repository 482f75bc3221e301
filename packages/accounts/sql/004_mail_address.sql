-- Mail addresses that take no mails, and those that were verified since; by a hash of the address, whoever has it: a parent with an account,
-- or the parent of an application. What the pipeline knows (docs/adr/0021-returned-mail.md) is told to each system; each moment only moves on.
CREATE TABLE IF NOT EXISTS mail_address (
  address_key CHAR(64)    CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  returned_at DATETIME(3) NULL,
  -- `bounce` or `complaint`, of the mail of returned_at.
  reason      VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
  verified_at DATETIME(3) NULL,
  PRIMARY KEY (address_key)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
