-- What staff look through. The line with its filters is one range of one index: birthday, time and name are read in the index itself, so
-- that only what is shown is fetched.
ALTER TABLE request
  DROP KEY request_in_line,
  ADD KEY request_in_line (nursery_id, status, queue_key, child_birthday, requested_at, child_name),
  -- What was decided, the latest first.
  ADD KEY request_decided (nursery_id, status, updated_at);

ALTER TABLE nursery_child
  DROP KEY nursery_child_by_nursery,
  ADD KEY nursery_child_by_name (nursery_id, child_name);
