#!/bin/bash
# Run once by the MySQL image, on a new data folder: makes the databases and users of the systems.
# The statements come from the launcher (localstack/database/database-setup.ts), because they hold passwords.
MYSQL_PWD="$MYSQL_ROOT_PASSWORD" mysql --protocol=socket --user=root <<SQL
$DATABASE_SQL
SQL
