/**
 * Splits the text of a migration at its semicolons. Comments are dropped; quotes and brackets are respected. DELIMITER
 * is not supported: bodies of triggers and procedures do not belong in a migration.
 */
export const statementsOf = (sql: string): string[] => splitAt(sql, ';');

/** The parts of an `ALTER TABLE`, each as its own statement; `undefined` for any other statement. */
export function partsOfAlter(statement: string): string[] | undefined {
  const [, head, rest] = /^(ALTER\s+TABLE\s+[^\s(]+)\s+([\s\S]+)$/i.exec(statement) ?? [];
  if (head === undefined || rest === undefined) return undefined;
  const groups = new Map<string, string[]>();
  splitAt(rest, ',').forEach((clause, index) => {
    // Dropping and re-adding a key stays one part: in between, the table would be scanned row by row, or a foreign key
    // would break.
    const key = keyNameOf(clause) ?? `clause ${index}`;
    groups.set(key, [...(groups.get(key) ?? []), clause]);
  });
  return [...groups.values()].map((clauses) => `${head} ${clauses.join(', ')}`);
}

/** Whether a statement changes the schema: the server commits it by itself, so its record can only follow. */
export const isDefinition = (statement: string): boolean => /^(ALTER|CREATE|DROP|RENAME|TRUNCATE)\b/i.test(statement);

function keyNameOf(clause: string): string | undefined {
  if (/^(ADD|DROP)\s+PRIMARY\s+KEY\b/i.test(clause)) return 'PRIMARY KEY';
  const match = /^(?:ADD|DROP)\s+(?:UNIQUE\s+|FULLTEXT\s+|SPATIAL\s+)?(?:KEY|INDEX)\s+`?(\w+)`?/i.exec(clause);
  return match?.[1] === undefined ? undefined : `key ${match[1].toLowerCase()}`;
}

const QUOTES = new Set(["'", '"', '`']);

function splitAt(sql: string, separator: ';' | ','): string[] {
  const parts: string[] = [];
  let part = '';
  let depth = 0;
  for (let at = 0; at < sql.length; ) {
    const char = sql[at] ?? '';
    const comment = commentAt(sql, at);
    if (comment > 0) {
      part += ' ';
      at += comment;
    } else if (QUOTES.has(char)) {
      const end = endOfQuoted(sql, at);
      part += sql.slice(at, end);
      at = end;
    } else {
      if (char === '(') depth += 1;
      if (char === ')') depth -= 1;
      if (char === separator && (separator === ';' || depth === 0)) {
        parts.push(part);
        part = '';
      } else {
        part += char;
      }
      at += 1;
    }
  }
  return [...parts, part].map((text) => text.trim()).filter((text) => text !== '');
}

/** The length of the comment that begins here; 0 if none does. `/*!` is run by the server, so it is not a comment. */
function commentAt(sql: string, at: number): number {
  const rest = sql.slice(at, at + 3);
  if (rest.startsWith('#') || /^--(\s|$)/.test(rest)) {
    const end = sql.indexOf('\n', at);
    return (end === -1 ? sql.length : end) - at;
  }
  if (!rest.startsWith('/*') || rest === '/*!') return 0;
  const end = sql.indexOf('*/', at + 2);
  return (end === -1 ? sql.length : end + 2) - at;
}

/**
 * The index just after the closing quote. A doubled quote stands for itself, as does one after a backslash (except in a
 * name).
 */
function endOfQuoted(sql: string, start: number): number {
  const quote = sql[start];
  for (let at = start + 1; at < sql.length; at += 1) {
    if (sql[at] === '\\' && quote !== '`') at += 1;
    else if (sql[at] === quote) {
      if (sql[at + 1] !== quote) return at + 1;
      at += 1;
    }
  }
  return sql.length;
}
