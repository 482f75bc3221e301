export { migratedOnly, migrateVariables } from './command.ts';
export { type MigrationConnection, migrate, readMigrations } from './migrations.ts';
export { createSchemaCheck } from './schema-check.ts';
