/**
 * Whether a text can stand in a column of ASCII, as ids and codes do. One that cannot is in no row: comparing it with such a column
 * is an error of the server ("illegal mix of collations"), not an empty result.
 */
export const isAscii = (text: string): boolean => /^\p{ASCII}*$/u.test(text);
