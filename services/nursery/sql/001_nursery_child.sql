-- The enrolled children (재원 아동): exactly those whose application is accepted, or will be once the commands in flight are judged.
CREATE TABLE IF NOT EXISTS nursery_child (
  request_id     CHAR(21)    CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  nursery_id     CHAR(6)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  child_id       CHAR(15)    CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  child_name     VARCHAR(50) NOT NULL,
  child_birthday CHAR(8)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  enrolled_at    DATETIME(3) NOT NULL,
  PRIMARY KEY (request_id),
  KEY nursery_child_by_nursery (nursery_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
