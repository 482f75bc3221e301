-- A row is a place that is held. Who the child is stands in its application, where it cannot age; the two copies are no longer written.
ALTER TABLE nursery_child
  MODIFY COLUMN child_name VARCHAR(50) NULL,
  MODIFY COLUMN child_birthday CHAR(8) CHARACTER SET ascii COLLATE ascii_bin NULL,
  -- One place for a child, over all daycares.
  ADD KEY nursery_child_by_child (child_id);
