import { formerKeys, type KeyedTerraform, moveState, STATE_KEY } from './state-key.ts';

const [small = '', production = ''] = formerKeys();
const state = (name: string) => JSON.stringify({ version: 4, lineage: name, resources: [{ type: name }] });
const EMPTY = JSON.stringify({ version: 4, lineage: 'destroyed', resources: [] });

/** A fake of Terraform and the bucket. */
function bucket(objects: Record<string, string>) {
  let used = STATE_KEY;
  const told: string[] = [];
  const terraform: KeyedTerraform = {
    use: async (key) => {
      used = key;
    },
    // What Terraform 1.11 prints if there is no state.
    pull: async () => objects[used] ?? '{"version": 4, "serial": 0, "lineage": "", "outputs": {}, "resources": null}',
    push: async (text) => {
      objects[used] = text;
    },
  };
  return { objects, told, run: () => moveState(terraform, (line) => told.push(line)), used: () => used };
}

test('the key is the same for both sizes', () => {
  expect(STATE_KEY).not.toMatch(/small|production/);
  expect([small, production]).toEqual(['enterwait/small/terraform.tfstate', 'enterwait/production/terraform.tfstate']);
});

test.each([small, production])('the state of an earlier release is moved from %s, and kept there', async (key) => {
  const { objects, told, run, used } = bucket({ [key]: state('vpc') });
  await run();
  expect(objects).toEqual({ [key]: state('vpc'), [STATE_KEY]: state('vpc') });
  expect(used()).toBe(STATE_KEY);
  expect(told.join('\n')).toContain(`${key} → ${STATE_KEY}`);
});

test('where there is one already, or none at all, nothing is done', async () => {
  const moved = bucket({ [small]: state('old'), [STATE_KEY]: state('new') });
  await moved.run();
  expect(moved.objects[STATE_KEY]).toBe(state('new'));
  expect(moved.told).toEqual([]);

  const destroyed = bucket({ [small]: state('old'), [STATE_KEY]: EMPTY });
  await destroyed.run();
  expect(destroyed.objects[STATE_KEY]).toBe(EMPTY);

  const fresh = bucket({});
  await fresh.run();
  expect(fresh.objects).toEqual({});
  expect(fresh.used()).toBe(STATE_KEY);
});

test('what was destroyed in one size does not stand in the way of the other', async () => {
  const { objects, run } = bucket({ [small]: EMPTY, [production]: state('vpc') });
  await run();
  expect(objects[STATE_KEY]).toBe(state('vpc'));
});

test('two of them are for a person to decide, and nothing was written', async () => {
  const { objects, run } = bucket({ [small]: state('a'), [production]: state('b') });
  await expect(run()).rejects.toThrow(/small.*production/);
  expect(objects[STATE_KEY]).toBeUndefined();
});
