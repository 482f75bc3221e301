export { type Audit, type AuditEvent, auditOfCommand, createAudit } from './audit.ts';

export { type AuditEntry, findAudit, insertAudit } from './table.ts';
