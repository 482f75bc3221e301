interface Range {
  readonly first: number;
  readonly last: number;
}

/** @param cidr an IPv4 range such as `10.20.64.0/24` */
function rangeOf(cidr: string): Range {
  const [address = '', length = '32'] = cidr.split('/');
  const size = 2 ** (32 - Number(length));
  const value = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const first = Math.floor(value / size) * size;
  return { first, last: first + size - 1 };
}

/** The pairs of networks, one from each side, that share addresses: `10.20.0.0/16 ∩ 10.20.64.0/24`. */
export const overlaps = (some: readonly string[], others: readonly string[]): string[] =>
  some.flatMap((one) =>
    others
      .filter((other) => rangeOf(one).first <= rangeOf(other).last && rangeOf(other).first <= rangeOf(one).last)
      .map((other) => `${one} ∩ ${other}`),
  );
