export { type Audit, auditOfCommand, createAudit, type Deed } from './audit.ts';
export { auditRoute } from './route.ts';
export { type AuditEntry, findAudit, insertAudit } from './table.ts';
