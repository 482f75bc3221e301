import type { NamedLimits, Verdict } from '@enterwait/service';

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

/** What a page needs of the limits by name. */
type Counts = Pick<NamedLimits, 'count' | 'look' | 'takeBack' | 'clear'>;

export function createSignInLimits(limits: Counts): SignInLimits {
  /** An address that is held back already costs the account nothing. */
  async function count(email: string, network: string, isKnown: boolean): Promise<Verdict> {
    const byAddress = await limits.count('sign-in-address', network);
    if (!byAddress.allowed) return byAddress;
    const byPair = await limits.count('sign-in-pair', email, network);
    // Where somebody signed in from lately they get in, whatever others try.
    if (!byPair.allowed || isKnown) return byPair;
    const byAccount = await limits.count('sign-in-account', email);
    if (!byAccount.allowed) await limits.takeBack('sign-in-pair', email, network);
    return byAccount;
  }

  return {
    async begin(email, network) {
      const isKnown = !(await limits.look('sign-in-known', email, network)).allowed;
      const verdict = await count(email, network, isKnown);
      return {
        ...verdict,
        async right() {
          await limits.clear('sign-in-pair', email, network);
          if (isKnown) return;
          await limits.takeBack('sign-in-account', email);
          await limits.count('sign-in-known', email, network);
        },
      };
    },
    async forget(email) {
      for (const name of ['sign-in-pair', 'sign-in-account', 'sign-in-known'] as const) await limits.clear(name, email);
    },
  };
}
