import { readFileSync, rmSync } from 'node:fs';
import { writeWhole } from '@enterwait/command-line/files';
import { outputsSchema } from '@enterwait/operations/target';
import { z } from 'zod';
import { PORT_NAMES, STACK_KINDS } from '../settings/settings.ts';

const portsSchema = z.record(z.enum(PORT_NAMES), z.number().int());

/** `stack.json`: what was started in a state folder, for later commands. It holds no secrets. */
const recordSchema = z.object({
  /** `starting` also remains after the launcher was killed half-way. `stopped`: the next start is of the same kind. */
  status: z.enum(['starting', 'running', 'stopped']),
  kind: z.enum(STACK_KINDS),
  host: z.string(),
  ports: portsSchema,
  region: z.string(),
  terraformVars: z.record(z.string(), z.string()),
  serviceEnv: z.record(z.string(), z.string()),
  /** Fingerprints of what Terraform last applied, and of what each service was started from. They change when the bytes change. */
  applied: z.string().optional(),
  bundles: z.record(z.string(), z.string()),
  outputs: outputsSchema.optional(),
});

export type StackRecord = z.infer<typeof recordSchema>;

/** Undefined if there is none, or if another version of this program wrote it. */
export function readRecord(file: string): StackRecord | undefined {
  try {
    return recordSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

export const writeRecord = (file: string, record: StackRecord): void => writeWhole(file, record);

/** Reduces the record of a stopped stack to its kind and its place. */
export function noteStopped(file: string): void {
  const record = readRecord(file);
  if (record === undefined) {
    rmSync(file, { force: true });
    return;
  }
  const { outputs: _outputs, applied: _applied, ...rest } = record;
  try {
    writeRecord(file, { ...rest, status: 'stopped', bundles: {} });
  } catch {
    // A full disk must not keep anyone from stopping the stack. The entered data are found without the record.
    rmSync(file, { force: true });
  }
}
