import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { whyNoPython } from './python.ts';

const { PATH, PYTHON } = process.env;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'python-'));
  process.env.PATH = folder;
  delete process.env.PYTHON;
});
afterEach(() => {
  process.env.PATH = PATH;
  if (PYTHON !== undefined) process.env.PYTHON = PYTHON;
  rmSync(folder, { recursive: true });
});

test('a Python that is too old is told with its version and what to install', async () => {
  writeFileSync(join(folder, 'python3'), '#!/bin/sh\necho 3.10.12\n');
  chmodSync(join(folder, 'python3'), 0o755);
  await expect(whyNoPython()).resolves.toMatchObject({
    code: 'PYTHON_OLD',
    message: expect.stringMatching(/Python 3\.10\.12 .*too old.*3\.11/),
    advice: expect.stringContaining('python3.11-venv'),
  });
});

test('no Python at all is told as such', async () => {
  await expect(whyNoPython()).resolves.toMatchObject({ code: 'PYTHON_MISSING' });
});
