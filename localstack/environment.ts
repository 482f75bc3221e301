import { dirname } from 'node:path';
import { nodeBinary } from './paths.ts';
import { STATE_MARKER } from './processes.ts';

/** Variables of this process that a program needs to work at all; nothing else is handed on (no AWS profile, no NODE_OPTIONS). */
const PASSED_ON = ['HOME', 'LANG', 'LC_ALL', 'TZ', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'NODE_EXTRA_CA_CERTS'] as const;

/** A clean environment for a process of the stack in `stateDir`, with this Node first on PATH. */
export function cleanEnvironment(stateDir: string, extra: Record<string, string> = {}): Record<string, string> {
  const passed = PASSED_ON.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  const path = [dirname(nodeBinary), process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin'].join(':');
  return { ...Object.fromEntries(passed), PATH: path, NODE_NO_WARNINGS: '1', [STATE_MARKER]: stateDir, ...extra };
}
