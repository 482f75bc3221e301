-- What a command of a parent is compared with (registered-data.ts). The release before neither reads nor writes any of it.

-- Of a family without an account, whom the agency entered: with one, the account's own name and address count.
ALTER TABLE parent
  ADD COLUMN name VARCHAR(50) NULL,
  ADD COLUMN email VARCHAR(254) COLLATE utf8mb4_bin NULL;
