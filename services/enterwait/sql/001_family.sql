-- The families (등록 정보): what a parent registered once, so that an application needs no typing. Nothing of it leaves but by an application.

-- A child belongs to one user for good: its number is part of the identity of its applications.
CREATE TABLE IF NOT EXISTS child (
  child_id   CHAR(15)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  user_id    VARCHAR(64)  COLLATE utf8mb4_bin NOT NULL,
  name       VARCHAR(50)  NOT NULL,
  birthday   CHAR(8)      CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  address    VARCHAR(200) NOT NULL,
  postcode   CHAR(5)      CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created_at DATETIME(3)  NOT NULL,
  updated_at DATETIME(3)  NOT NULL,
  PRIMARY KEY (child_id),
  KEY child_by_user (user_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- How a daycare reaches the parent.
CREATE TABLE IF NOT EXISTS parent (
  user_id    VARCHAR(64)  COLLATE utf8mb4_bin NOT NULL,
  tel        VARCHAR(32)  NOT NULL,
  address    VARCHAR(200) NOT NULL,
  postcode   CHAR(5)      CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  updated_at DATETIME(3)  NOT NULL,
  PRIMARY KEY (user_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
