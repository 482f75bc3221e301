import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addressesOf, addressMessages } from './maker/addresses.ts';
import { commandSamples, seedSamples } from './maker/commands.ts';
import { deliverySamples } from './maker/deliveries.ts';
import { eventSamples, streamSamples } from './maker/events.ts';
import { allItems } from './maker/items.ts';
import { letterSamples } from './maker/letters.ts';
import { accountMails, claims } from './maker/mails.ts';
import { rowsOf } from './maker/rows.ts';

/**
 * `node tests/wire/make.ts 2026-11-25`: writes what this release puts into queues, table and databases to `tests/wire/<release>/`, with its
 * real code. Run it once, at a release; every later one must read it (wire.test.ts). The same release gives the same bytes; nobody is real.
 */

const [, , release] = process.argv;
if (release === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(release))
  throw new Error('node tests/wire/make.ts YYYY-MM-DD, the day of the release');
const folder = join(import.meta.dirname, release);
mkdirSync(folder, { recursive: true });

/** One sample per line, so that a difference between two runs can be read. */
const linesOf = (samples: readonly unknown[]): string =>
  `[\n${samples.map((one) => JSON.stringify(one)).join(',\n')}\n]\n`;
const files: Record<string, string> = {
  'commands.json': linesOf([...commandSamples, ...seedSamples.map((one) => ({ ...one, form: 'seed' }))]),
  'events.json': linesOf(eventSamples),
  'stream.json': linesOf(streamSamples),
  'items.json': linesOf(allItems),
  'deliveries.json': linesOf(deliverySamples),
  'letters.json': linesOf(letterSamples),
  'mails.json': `${JSON.stringify({ accountMails: accountMails.map((one) => JSON.stringify(one)), claims }, null, 2)}\n`,
  'addresses.json': `${JSON.stringify({ messages: addressMessages, ...(await addressesOf(addressMessages)) }, null, 2)}\n`,
  'rows-enterwait.json': `${JSON.stringify(await rowsOf('enterwait'), null, 1)}\n`,
  'rows-nursery.json': `${JSON.stringify(await rowsOf('nursery'), null, 1)}\n`,
};
for (const [name, contents] of Object.entries(files)) writeFileSync(join(folder, name), contents);
console.log(
  Object.entries(files)
    .map(([name, { length }]) => `${name} ${length}`)
    .join('\n'),
);
