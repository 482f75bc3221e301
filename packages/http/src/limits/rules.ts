/** How often something may be tried. */
export interface Rule {
  /**
   * Seconds: how long tries count, from the first one on; for a rule with a pause, how long after the last one they are
   * forgotten.
   */
  readonly window: number;
  readonly max: number;
  /** Beyond `max`, a pause applies instead of the rest of the window; it doubles with every further try. Seconds. */
  readonly pause?: { readonly first: number; readonly longest: number };
  /** Nothing lifts it before its end, so a process may keep refusing without querying the database. */
  readonly final?: boolean;
}

const MINUTE = 60;
const HOUR = 3600;
const DAY = 24 * HOUR;

/**
 * Every named limit; docs/operations.md lists them for operators. An address is an IPv4 address or an IPv6 /64 network;
 * an account or a recipient is its mail address (both hashed); the sender of commands is the account's id or the key's
 * name.
 */
export const LIMIT_RULES = {
  // Signing in, by address: a daycare or an office shares one.
  'sign-in-address': { window: 10 * MINUTE, max: 200 },
  // Failed passwords of one account from one address: only that address waits. The pause grows, so one address alone
  // never brings the account to its own ceiling.
  'sign-in-pair': { window: DAY, max: 10, pause: { first: 15 * MINUTE, longest: 4 * HOUR } },
  // The same for one account from everywhere, except addresses it recently signed in from. Never a lock: a pause.
  'sign-in-account': { window: HOUR, max: 50, pause: { first: 1, longest: 5 * MINUTE } },
  // Not a limit: remembers where an account signed in from.
  'sign-in-known': { window: 30 * DAY, max: 1 },
  // Codes of a second factor, by account.
  'second-factor': { window: 15 * MINUTE, max: 5 },
  // Before irreversible actions.
  'confirm-password': { window: 15 * MINUTE, max: 10 },
  'change-password': { window: HOUR, max: 10 },
  'change-address': { window: HOUR, max: 3 },
  'sign-up-address': { window: HOUR, max: 100 },
  'reset-address': { window: 15 * MINUTE, max: 30 },
  // Mails about an account, by recipient.
  'reset-mail': { window: HOUR, max: 3 },
  // By signing up, requesting the link again, or moving an account to that address.
  'verification-mail': { window: HOUR, max: 3 },
  // Unknown API keys and tokens, by address.
  'wrong-credential': { window: 5 * MINUTE, max: 20, final: true },
  // Accepted commands, by requester.
  'command-parent': { window: HOUR, max: 60 },
  'command-staff': { window: HOUR, max: 600 },
  'command-operator': null,
  'command-program': null,
  // What parents' commands cause: mails to one recipient, Requests of one application.
  'command-recipient': { window: HOUR, max: 30 },
  'application-rounds': { window: DAY, max: 5 },
  // The audit: the same refusal once a minute, and all refusals of one caller.
  'refusal-noted': { window: MINUTE, max: 1, final: true },
  'refusals-noted': { window: MINUTE, max: 60, final: true },
} as const satisfies Record<string, Rule | null>;

export type RuleName = keyof typeof LIMIT_RULES;
/** The rules in force in a process; null: not limited. */
export type Rules = Readonly<Record<RuleName, Rule | null>>;

/** Requests that better-auth itself answers, by address. Sign-in and sign-up are counted before they get there. */
export const BY_ADDRESS: Record<string, Rule> = {
  '/sign-in/social': { window: 10 * MINUTE, max: 200 },
  '/reset-password': { window: 10 * MINUTE, max: 30 },
  '/change-password': { window: 10 * MINUTE, max: 30 },
};

/**
 * The rules, with overrides from the setting `LIMITS`: `command-parent=120/3600,command-staff=off`, tries per number of
 * seconds.
 * @throws Error naming the entry that is wrong
 */
export function rulesOf(setting: string): Rules {
  const entries = setting.split(',').map((entry) => entry.trim());
  const changed = entries.filter((entry) => entry !== '').map(entryOf);
  return { ...LIMIT_RULES, ...Object.fromEntries(changed) };
}

function entryOf(entry: string): [RuleName, Rule | null] {
  const [, name = '', max, window] = /^([a-z-]+)=(?:off|([1-9]\d{0,5})\/([1-9]\d{0,6}))$/.exec(entry) ?? [];
  if (!isRuleName(name)) throw new Error(`"${entry.slice(0, 60)}" must be NAME=TRIES/SECONDS or NAME=off`);
  return [name, max === undefined ? null : { ...LIMIT_RULES[name], max: Number(max), window: Number(window) }];
}

const isRuleName = (name: string): name is RuleName => Object.hasOwn(LIMIT_RULES, name);
