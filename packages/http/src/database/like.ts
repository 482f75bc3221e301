/** Escapes `%`, `_` and backslashes, so LIKE matches them literally. */
const literally = (text: string): string => text.replaceAll(/[\\%_]/g, String.raw`\$&`);

/** The LIKE pattern for texts that contain this one. */
export const containing = (text: string): string => `%${literally(text)}%`;

/** The pattern of LIKE for texts that begin with this one. */
export const beginningWith = (text: string): string => `${literally(text)}%`;
