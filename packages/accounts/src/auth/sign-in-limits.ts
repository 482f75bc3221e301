import type { Counts, LimitResult, NamedLimits } from '@enterwait/http/limits';

/** A counted attempt to sign in. */
interface SignInAttempt extends LimitResult {
  /**
   * The sign-in succeeded: the attempt no longer counts, and the address becomes one that the account signs in from.
   */
  signedIn(): Promise<void>;
}

/** How often passwords may be tried. The limits slow down whoever is trying, not the account's owner. */
export interface SignInLimits {
  /** Counts an attempt before the password is checked. @param network `networkOf` the caller's address */
  begin(email: string, network: string): Promise<SignInAttempt>;
  /**
   * The second factor, in its own request, succeeded as well: does the same as {@link SignInAttempt.signedIn}. Until then a correct
   * password counts like a wrong one. Otherwise anyone who knows the password could lift the limits on other people's attempts.
   */
  signedIn(email: string, network: string): Promise<void>;
  /** Whether the account recently signed in from there. */
  isKnown(email: string, network: string): Promise<boolean>;
  /** Called when a new password was set: earlier attempts say nothing about it. */
  forget(email: string): Promise<void>;
}

/** An address that is already blocked does not use up the account's attempts. */
async function countTry(counts: Counts, email: string, network: string, isKnown: boolean): Promise<LimitResult> {
  const byAddress = await counts.count('sign-in-address', network);
  if (!byAddress.allowed) return byAddress;
  const byPair = await counts.count('sign-in-pair', email, network);
  // An address the account recently signed in from stays allowed, whatever others try.
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
