/** Priority items that reveal health, disability, welfare or family circumstances (개인정보 보호법 §23). */
export const SENSITIVE_ITEMS: ReadonlySet<string> = new Set([
  'basic-livelihood',
  'near-poverty',
  'single-parent',
  'disabled-child',
  'disabled-parent',
  'multicultural',
  'veteran',
  'child-facility',
  'grandparents',
  'adopted',
]);

export const isSensitive = (claims: readonly string[]): boolean => claims.some((code) => SENSITIVE_ITEMS.has(code));
