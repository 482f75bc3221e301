import type { Application } from '@enterwait/domain/application';
import type { CommandType } from '@enterwait/domain/protocol';
import type { Actor, Role } from '@enterwait/http/access';
import type { Transaction } from '@enterwait/http/database';
import type { NamedLimits, RuleName } from '@enterwait/http/limits';
import { requireAllowed } from '@enterwait/http/limits';

/** The limits as a transaction of the ledger sees them. */
export interface LimitTables {
  /** @throws TooOftenError */
  countCommand(command: {
    readonly type: CommandType;
    readonly actor: Actor;
    readonly application: Pick<Application, 'child_id' | 'nursery_id' | 'parent_email'>;
  }): Promise<void>;
}

const BY_ROLE: Partial<Record<Role, RuleName>> = {
  parent: 'command-parent',
  staff: 'command-staff',
  operator: 'command-operator',
  program: 'command-program',
};

export const limitTables = (limits: Pick<NamedLimits, 'countIn'>, tx: Transaction): LimitTables => ({
  async countCommand({ type, actor, application }) {
    const count = async (name: RuleName, of: string) => requireAllowed(await limits.countIn(tx, name, of));
    const rule = BY_ROLE[actor.role];
    if (rule !== undefined) await count(rule, `${actor.kind} ${actor.id}`);
    // The other systems act for other people's families, so this cannot be used to flood a mailbox.
    if (actor.role !== 'parent') return;
    await count('command-recipient', application.parent_email);
    if (type === 'Request') await count('application-rounds', application.child_id + application.nursery_id);
  },
});
