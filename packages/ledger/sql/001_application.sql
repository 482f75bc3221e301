-- What both systems keep of an application. Identifiers are compared byte by byte: 'a00001' and 'A00001' are two daycares.

-- Confirmed state: what the judge last told this system. status is NULL and version 0 until it has told anything.
CREATE TABLE IF NOT EXISTS request (
  request_id      CHAR(21)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  child_id        CHAR(15)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  child_name      VARCHAR(50)  NOT NULL,
  child_birthday  CHAR(8)      CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  user_id         VARCHAR(64)  COLLATE utf8mb4_bin NOT NULL,
  parent_name     VARCHAR(50)  NOT NULL,
  parent_tel      VARCHAR(32)  NOT NULL,
  parent_address  VARCHAR(200) NOT NULL,
  parent_postcode CHAR(5)      CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  parent_email    VARCHAR(254) NOT NULL,
  nursery_id      CHAR(6)      CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  status          TINYINT UNSIGNED NULL CHECK (status IN (1, 2, 88, 99)),
  version         INT UNSIGNED NOT NULL DEFAULT 0,
  created_at      DATETIME(3)  NOT NULL,
  updated_at      DATETIME(3)  NOT NULL,
  PRIMARY KEY (request_id),
  KEY request_by_nursery (nursery_id, status),
  KEY request_by_user (user_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- Every command that this system has asked or heard of; outcome is NULL while it is in flight.
CREATE TABLE IF NOT EXISTS command (
  seq        BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  event_id   CHAR(36)    CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  request_id CHAR(21)    CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  type       VARCHAR(8)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  origin     VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  asked_at   DATETIME(3) NOT NULL,
  outcome    VARCHAR(8)  CHARACTER SET ascii COLLATE ascii_bin NULL CHECK (outcome IN ('applied', 'refused')),
  reason     VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
  status     TINYINT UNSIGNED NULL,
  version    INT UNSIGNED NULL,
  judged_at  DATETIME(3) NULL,
  settled_at DATETIME(3) NULL,
  PRIMARY KEY (seq),
  UNIQUE KEY command_by_event (event_id),
  KEY command_by_request (request_id, outcome)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- Commands that are committed here and not yet handed to SQS. A row is deleted once SQS has it.
CREATE TABLE IF NOT EXISTS outbox (
  id         BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  event_id   CHAR(36)    CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  request_id CHAR(21)    CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  type       VARCHAR(8)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  body       TEXT        NOT NULL,
  created_at DATETIME(3) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY outbox_by_event (event_id),
  KEY outbox_by_request (request_id, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- The daycares. One that is not registered yet is entered with its first application, with the capacity of the service's setting.
CREATE TABLE IF NOT EXISTS nursery (
  nursery_id CHAR(6)      CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name       VARCHAR(100) NOT NULL,
  address    VARCHAR(200) NOT NULL,
  capacity   SMALLINT UNSIGNED NOT NULL,
  PRIMARY KEY (nursery_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
