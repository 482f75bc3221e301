/**
 * Whether a text fits into an ASCII column, as ids and codes do. A text that does not is in no row, but comparing it
 * with such a column is a server error ("illegal mix of collations"), not an empty result.
 */
export const isAscii = (text: string): boolean => /^\p{ASCII}*$/u.test(text);
