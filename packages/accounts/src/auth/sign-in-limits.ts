import type { Counts, NamedLimits, Verdict } from '@enterwait/http/limits';

/** A try to sign in that was counted. */
export interface SignInAttempt extends Verdict {
  /** The person is signed in: the try was none to count, and the address is one that the account signs in from. */
  signedIn(): Promise<void>;
}

/** How often passwords may be tried. Who is held back is whoever tries, not whose account it is. */
export interface SignInLimits {
  /** Counts a try before the password is looked at. @param network `networkOf` the address it comes from */
  begin(email: string, network: string): Promise<SignInAttempt>;
  /**
   * The second factor was right as well, which comes by a request of its own: as {@link SignInAttempt.signedIn}. Until then a right
   * password counts like a wrong one, or whoever knows it would lift the limits of everybody else's tries.
   */
  signedIn(email: string, network: string): Promise<void>;
  /** Whether the account signed in from there lately. */
  isKnown(email: string, network: string): Promise<boolean>;
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

const isKnownAt = async (counts: Counts, email: string, network: string): Promise<boolean> =>
  !(await counts.peek('sign-in-known', email, network)).allowed;

async function forgive(counts: Counts, email: string, network: string, isKnown: boolean): Promise<void> {
  await counts.clear('sign-in-pair', email, network);
  if (isKnown) return;
  await counts.takeBack('sign-in-account', email);
  await counts.count('sign-in-known', email, network);
}

export const createSignInLimits = (limits: Pick<NamedLimits, 'together'>): SignInLimits => ({
  async begin(email, network) {
    const { isKnown, verdict } = await limits.together(async (counts) => {
      const isKnown = await isKnownAt(counts, email, network);
      return { isKnown, verdict: await countTry(counts, email, network, isKnown) };
    });
    return {
      ...verdict,
      signedIn: () => limits.together((counts) => forgive(counts, email, network, isKnown)),
    };
  },
  signedIn: (email, network) =>
    limits.together(async (counts) => forgive(counts, email, network, await isKnownAt(counts, email, network))),
  isKnown: (email, network) => limits.together((counts) => isKnownAt(counts, email, network)),
  forget: (email) =>
    limits.together(async (counts) => {
      for (const name of ['sign-in-pair', 'sign-in-account', 'sign-in-known'] as const) await counts.clear(name, email);
    }),
});
