-- How an application was scored, when it was asked, and its place in the line: what the judge last told, as of the last applied Request.
ALTER TABLE request
  ADD COLUMN priority_rules VARCHAR(16)  CHARACTER SET ascii COLLATE ascii_bin NULL AFTER version,
  ADD COLUMN priority_items VARCHAR(1500) CHARACTER SET ascii COLLATE ascii_bin NULL AFTER priority_rules,
  ADD COLUMN points         SMALLINT UNSIGNED NULL AFTER priority_items,
  ADD COLUMN tie_points     SMALLINT UNSIGNED NULL AFTER points,
  ADD COLUMN requested_at   DATETIME(3) NULL AFTER tie_points,
  -- Points, tie points and time as one string, ascending (packages/domain, queueKey): a position is one range of this index.
  ADD COLUMN queue_key      CHAR(43)     CHARACTER SET ascii COLLATE ascii_bin NULL AFTER requested_at,
  ADD KEY request_in_line (nursery_id, status, queue_key),
  ADD KEY request_by_child (child_id),
  DROP KEY request_by_nursery;
