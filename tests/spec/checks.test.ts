import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisesOf, REMOVALS, removableRules, WORLDS } from './checks.ts';
import { PROTOCOL, readSearch, readTrail } from './spin.ts';

const protocol = readFileSync(PROTOCOL, 'utf8');
const readme = readFileSync(join(dirname(PROTOCOL), 'README.md'), 'utf8');

test('every rule that can be taken away is, and every promise is broken by one of them', () => {
  const macros = new Set(REMOVALS.map(({ macro }) => macro));
  expect([...macros].sort()).toEqual([...removableRules(protocol)].sort());
  const broken = new Set(REMOVALS.map(({ promise }) => promise));
  expect([...broken].sort()).toEqual([...promisesOf(protocol).keys()]);
});

test('the page has a row for every rule, and all worlds', () => {
  const rows = [...readme.matchAll(/^\|.*`([A-Z_]+)`.*\| (\d) .*\| (\d+) steps? \|$/gm)].map(([, macro, promise]) => ({
    macro,
    promise: Number(promise),
  }));
  expect(rows).toEqual(REMOVALS.map(({ macro, promise }) => ({ macro, promise })));
  expect(WORLDS.filter(({ name }) => !readme.includes(`| \`${name}\` |`))).toEqual([]);
});

test('a search that was cut short is none', () => {
  const done = 'State-vector 116 byte, depth reached 28, errors: 0\n  3201540 states, stored\n';
  expect(readSearch(done)).toEqual({
    errors: 0,
    complete: true,
    summary: ['State-vector 116 byte, depth reached 28, errors: 0', '3201540 states, stored'],
  });
  expect(readSearch(`error: max search depth too small\n${done}`).complete).toBe(false);
  expect(readSearch(`pan: reached -DMEMLIM bound\npan: out of memory\n${done}`).complete).toBe(false);
  expect(readSearch('')).toMatchObject({ errors: 1, complete: false });
});

test('a counterexample tells the step that breaks the promise, and nothing behind it', () => {
  const judged = `#0: enterwait asks Request for application 0, in round 0
a judge reads for #0
BROKEN 4
spin: protocol.pml:165, Error: assertion violated
#0 is applied: application 0 is requested, version 1, round 1
spin: trail ends after 3 steps
#processes: 3
`;
  expect(readTrail(judged)).toEqual({
    promise: 4,
    steps: 3,
    story: [
      '#0: enterwait asks Request for application 0, in round 0',
      'a judge reads for #0',
      '#0 is applied: application 0 is requested, version 1, round 1',
    ],
  });
  const atRest = `#0 is lost
BROKEN 1
spin: protocol.pml:280, Error: assertion violated
spin: text of failed assertion: assert(0)
all is quiet, and somebody waits: asked again
spin: trail ends after 2 steps
`;
  expect(readTrail(atRest)).toEqual({ promise: 1, steps: 2, story: ['#0 is lost'] });
});
