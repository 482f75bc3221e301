import { isIPv6 } from 'node:net';

/** What counts as one address: for IPv6 the /64 network, because a host has all of its addresses. */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.toLowerCase().split('::', 2);
  const groups = head === '' ? [] : head.split(':');
  const behind = tail === undefined || tail === '' ? 0 : tail.split(':').length + Number(tail.includes('.'));
  const filled = [...groups, ...Array.from({ length: Math.max(0, 8 - groups.length - behind) }, () => '0')];
  const whole = [...filled, ...(tail ?? '').split(':')].slice(0, 4);
  return `${whole.map((group) => group.replace(/^0+(?=.)/, '')).join(':')}::/64`;
}
