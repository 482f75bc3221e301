/**
 * Whether a route shows personal data of others than who asks. `recorded`: its handler says whose by `showing` (look.ts) before it answers.
 * `refreshOf`: as well, and it keeps a part of that page up to date.
 */
export type PersonalData = 'none' | 'recorded' | { readonly refreshOf: string };
