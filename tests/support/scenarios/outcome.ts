import type { Application } from '@enterwait/domain/application';
import { STATUS, type Status } from '@enterwait/domain/protocol';
import type { Mail } from '../../../localstack/emulator/mailbox.ts';
import { parents, staff } from '../commands/api.ts';
import { idOf } from '../commands/samples.ts';
import { stateOf } from '../stack/aws.ts';
import { confirmedIn, enrolled } from '../stack/databases.ts';
import { eventually } from '../stack/eventually.ts';
import { theStack } from '../stack/stack.ts';

/** Everything that is known about an application: the two databases, the table, the enrolled children, the commands in flight. */
async function whatIsKnown(application: Application): Promise<unknown> {
  const id = idOf(application);
  const [enterwait, nursery, state, child, parentsSee, staffSee] = await Promise.all([
    confirmedIn('enterwait', id),
    confirmedIn('nursery', id),
    stateOf(id),
    enrolled(id),
    parents.look(application),
    staff.look(application),
  ]);
  return {
    enterwait,
    nursery,
    judge: state === undefined ? undefined : { status: state.status, version: state.version },
    enrolled: child,
    inFlight: [parentsSee.json.in_flight, staffSee.json.in_flight].flat(),
  };
}

/** Waits until both systems and the judge agree on a state and nothing is in flight. */
export async function everywhere(application: Application, status: Status, version: number): Promise<void> {
  const agreed = { status, version };
  await eventually(async () =>
    expect(await whatIsKnown(application)).toEqual({
      enterwait: agreed,
      nursery: agreed,
      judge: agreed,
      enrolled: status === STATUS.accepted,
      inFlight: [],
    }),
  );
}

export const mailsTo = (address: string): Promise<Mail[]> => theStack().mails([address]);

/** Waits for this many mails at an address, oldest first. */
export const mailsArrived = (address: string, count: number): Promise<Mail[]> =>
  eventually(async () => {
    const mails = await mailsTo(address);
    expect(mails).toHaveLength(count);
    return mails;
  });
