import { SYSTEMS, type System } from '@enterwait/domain/protocol';
import { findAudit } from '@enterwait/http/audit';
import { inSnapshot, type Pool } from '@enterwait/http/database';
import type { AuditEntry, Peer } from '../peers.ts';

/** An audit entry about an application, and the system it comes from. */
export interface ApplicationAuditEntry extends AuditEntry {
  readonly at_system: System | 'management';
}

export interface AuditTrail {
  /** Newest first. `missing`: systems that did not answer. */
  of(
    requestId: string,
  ): Promise<{ readonly deeds: readonly ApplicationAuditEntry[]; readonly missing: readonly System[] }>;
}

const MOST = 100;

export const createAuditTrail = (pool: Pool, peers: Readonly<Record<System, Pick<Peer, 'audit'>>>): AuditTrail => ({
  async of(requestId) {
    const [own, ...theirs] = await Promise.all([
      inSnapshot(pool, (tx) => findAudit(tx, { requestId, limit: MOST })),
      ...SYSTEMS.map((system) => peers[system].audit(requestId)),
    ]);
    const deeds: ApplicationAuditEntry[] = own.map(({ seq: _ofOurs, ...entry }) => ({
      ...entry,
      at: entry.at.toISOString(),
      at_system: 'management',
    }));
    const missing: System[] = [];
    SYSTEMS.forEach((system, index) => {
      const entries = theirs[index] ?? 'down';
      if (entries === 'down') missing.push(system);
      else deeds.push(...entries.map((entry) => ({ ...entry, at_system: system })));
    });
    deeds.sort((a, b) => b.at.localeCompare(a.at));
    return { deeds, missing };
  },
});
