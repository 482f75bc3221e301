/**
 * Whether a route shows other people's personal data. `recorded`: its handler calls `showing` (record-accesses.ts) with
 * the ids before it answers. `refreshOf`: the same, for a route that keeps a part of that page up to date.
 */
export type PersonalData = 'none' | 'recorded' | { readonly refreshOf: string };
