-- Applications that the judge decided before there was an order of the line: no points, in the order in which they came. Without a key
-- they are counted among those who wait, but stand in no list. (packages/domain, queueKey; it may run twice.)
UPDATE request
  SET queue_key = CONCAT('99999999', LPAD(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', created_at) DIV 1000, 14, '0'), request_id)
  WHERE queue_key IS NULL;
