import type { Counts, NamedLimits, Verdict } from '@enterwait/service';

/** A try to sign in that was counted. */
export interface Turn extends Verdict {
  /** The password was right: the try was none to count, and the address is one that the account signs in from. */
  right(): Promise<void>;
}

/** How often passwords may be tried. Who is held back is whoever tries, not whose account it is. */
export interface SignInLimits {
  /** Counts a try before the password is looked at. @param network `networkOf` the address it comes from */
  begin(email: string, network: string): Promise<Turn>;
  /** For a password that was set anew: whatever was tried before says nothing of it. */
  forget(email: string): Promise<void>;
}

/** An address that is held back already costs the account nothing. */
async function countTry(counts: Counts, email: string, network: string, isKnown: boolean): Promise<Verdict> {
  const byAddress = await counts.count('sign-in-address', network);
  if (!byAddress.allowed) return byAddress;
  const byPair = await counts.count('sign-in-pair', email, network);
  // Where somebody signed in from lately they get in, whatever others try.
  if (!byPair.allowed || isKnown) return byPair;
  const byAccount = await counts.count('sign-in-account', email);
  if (!byAccount.allowed) await counts.takeBack('sign-in-pair', email, network);
  return byAccount;
}

export const createSignInLimits = (limits: Pick<NamedLimits, 'together'>): SignInLimits => ({
  async begin(email, network) {
    const { isKnown, verdict } = await limits.together(async (counts) => {
      const isKnown = !(await counts.look('sign-in-known', email, network)).allowed;
      return { isKnown, verdict: await countTry(counts, email, network, isKnown) };
    });
    return {
      ...verdict,
      right: () =>
        limits.together(async (counts) => {
          await counts.clear('sign-in-pair', email, network);
          if (isKnown) return;
          await counts.takeBack('sign-in-account', email);
          await counts.count('sign-in-known', email, network);
        }),
    };
  },
  forget: (email) =>
    limits.together(async (counts) => {
      for (const name of ['sign-in-pair', 'sign-in-account', 'sign-in-known'] as const) await counts.clear(name, email);
    }),
});
