export interface Rule {
  /** Seconds. */
  readonly window: number;
  readonly max: number;
}

/** Tries to get in from one address; a daycare or an office shares one. */
export const BY_ADDRESS: Record<string, Rule> = {
  '/sign-in/email': { window: 600, max: 200 },
  '/sign-in/social': { window: 600, max: 200 },
  '/reset-password': { window: 600, max: 30 },
  '/change-password': { window: 600, max: 30 },
};
export const SIGN_UPS_BY_ADDRESS: Rule = { window: 3600, max: 100 };
export const RESETS_BY_ADDRESS: Rule = { window: 900, max: 30 };
/** Wrong passwords for one account; a right one starts the count anew. */
export const BY_ACCOUNT: Rule = { window: 900, max: 10 };
export const RESETS_BY_ACCOUNT: Rule = { window: 3600, max: 3 };
/** Mails that somebody can have sent to one address by signing up, asking for the link again, or moving their account. */
export const MAILS_BY_ACCOUNT: Rule = { window: 3600, max: 3 };
