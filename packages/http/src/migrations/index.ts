export { migrateVariables } from './command.ts';
export { type MigrationConnection, migrate, readMigrations } from './migrations.ts';
