/**
 * The part of CloudWatch's metric math that the alarms use: numbers, metric names, `+ - * /`, comparisons (1 or 0), AND, OR, IF and FILL.
 * The parser refuses anything else: an alarm that cannot be evaluated is not proven.
 */
export interface Expression {
  /** A literal number, or computed from literals only: not a time series. */
  readonly scalar: boolean;
  readonly of: (values: Values) => number | undefined;
}

/** The value of each metric at one datapoint; undefined if it has none. Metrics without any value in the whole range are in `silent`. */
export interface Values {
  readonly at: ReadonlyMap<string, number | undefined>;
  readonly silent: ReadonlySet<string>;
}

const TOKEN = /\s*(?:(\d+(?:\.\d+)?)|([A-Za-z_]\w*)|(<=|>=|==|!=|[-+*/<>(),]))/y;
const BINARY: Readonly<Record<string, { readonly binds: number; readonly of: (a: number, b: number) => number }>> = {
  OR: { binds: 1, of: (a, b) => Number(a !== 0 || b !== 0) },
  AND: { binds: 2, of: (a, b) => Number(a !== 0 && b !== 0) },
  '<': { binds: 3, of: (a, b) => Number(a < b) },
  '>': { binds: 3, of: (a, b) => Number(a > b) },
  '<=': { binds: 3, of: (a, b) => Number(a <= b) },
  '>=': { binds: 3, of: (a, b) => Number(a >= b) },
  '==': { binds: 3, of: (a, b) => Number(a === b) },
  '!=': { binds: 3, of: (a, b) => Number(a !== b) },
  '+': { binds: 4, of: (a, b) => a + b },
  '-': { binds: 4, of: (a, b) => a - b },
  '*': { binds: 5, of: (a, b) => a * b },
  '/': { binds: 5, of: (a, b) => a / b },
};

/** @throws Error at anything outside the language, and at names that are not in `metrics` */
export function parseExpression(text: string, metrics: ReadonlySet<string>): Expression {
  const tokens = tokensOf(text);
  let next = 0;
  const take = (wanted?: string): string => {
    const token = tokens[next++];
    if (token === undefined || (wanted !== undefined && token !== wanted)) {
      throw new Error(`${text}: ${wanted ?? 'more'} expected, not ${token ?? 'the end'}`);
    }
    return token;
  };

  const parseBinary = (least: number): Expression => {
    let left = parseOne();
    for (;;) {
      const operator = BINARY[tokens[next] ?? ''];
      if (operator === undefined || operator.binds < least) return left;
      take();
      left = both(left, parseBinary(operator.binds + 1), operator.of);
    }
  };
  const parseOne = (): Expression => {
    const token = take();
    if (/^\d/.test(token)) return { scalar: true, of: () => Number(token) };
    if (token === '(') {
      const inner = parseBinary(0);
      take(')');
      return inner;
    }
    if (token === 'IF') return parseIf();
    if (token === 'FILL') return parseFill();
    if (metrics.has(token)) return { scalar: false, of: ({ at }) => at.get(token) };
    throw new Error(`${text}: ${token} is neither a metric nor a function that is known here`);
  };
  const parseIf = (): Expression => {
    take('(');
    const condition = parseBinary(0);
    take(',');
    const yes = parseBinary(0);
    take(',');
    const no = parseBinary(0);
    take(')');
    return {
      scalar: false,
      of: (values) => {
        const decided = condition.of(values);
        if (decided === undefined) return undefined;
        return decided === 0 ? no.of(values) : yes.of(values);
      },
    };
  };
  const parseFill = (): Expression => {
    take('(');
    const name = take();
    if (!metrics.has(name)) throw new Error(`${text}: FILL fills a metric, not ${name}`);
    take(',');
    const filling = Number(take());
    take(')');
    // AWS does not document whether FILL fills a metric without any datapoint. Assume it does not, so that an alarm must work with its
    // missing-data setting.
    return { scalar: false, of: ({ at, silent }) => at.get(name) ?? (silent.has(name) ? undefined : filling) };
  };

  const whole = parseBinary(0);
  if (next < tokens.length) throw new Error(`${text}: ${tokens[next]} is left over`);
  return whole;
}

/** For two series: one that has no datapoint counts as 0, as documented; if neither has one, there is no result. */
const both = (left: Expression, right: Expression, of: (a: number, b: number) => number): Expression => ({
  scalar: left.scalar && right.scalar,
  of: (values) => {
    const a = left.of(values);
    const b = right.of(values);
    const series = [...(left.scalar ? [] : [a]), ...(right.scalar ? [] : [b])];
    if (series.length > 0 && series.every((value) => value === undefined)) return undefined;
    return of(a ?? 0, b ?? 0);
  },
});

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const at = TOKEN.lastIndex;
    const token = TOKEN.exec(text);
    if (token === null) throw new Error(`${text}: ${text.slice(at)} cannot be read`);
    tokens.push(token[1] ?? token[2] ?? token[3] ?? '');
  }
  return tokens;
}
