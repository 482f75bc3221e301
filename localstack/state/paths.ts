import { join, resolve } from 'node:path';

/** The files of one stack, all below its state folder. */
export const pathsOf = (stateDir: string) => {
  const root = resolve(stateDir);
  return {
    stateDir: root,
    pids: join(root, 'pids'),
    logs: join(root, 'logs'),
    bundles: join(root, 'bundles'),
    database: join(root, 'database'),
    emulator: join(root, 'emulator'),
    terraform: join(root, 'terraform'),
    secrets: join(root, 'secrets.env'),
    record: join(root, 'stack.json'),
    calls: join(root, 'logs', 'calls.jsonl'),
  };
};

export type StackPaths = ReturnType<typeof pathsOf>;
