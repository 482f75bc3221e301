import { readFileSync, rmSync } from 'node:fs';
import { writeWhole } from '@enterwait/command-line/files';
import { outputsSchema } from '@enterwait/operations/target';
import { z } from 'zod';
import { PORT_NAMES, STACK_KINDS } from '../settings/settings.ts';

const portsSchema = z.record(z.enum(PORT_NAMES), z.number().int());

/** `stack.json`: what was started in a state folder, for the commands that come later. No secrets. */
const recordSchema = z.object({
  /** `starting` also stands there when the launcher was killed half-way; `stopped`: the next start is of the same kind. */
  status: z.enum(['starting', 'running', 'stopped']),
  kind: z.enum(STACK_KINDS),
  host: z.string(),
  ports: portsSchema,
  region: z.string(),
  terraformVars: z.record(z.string(), z.string()),
  serviceEnv: z.record(z.string(), z.string()),
  /** What Terraform was last applied with, and what each service was started from: other bytes, other text. */
  applied: z.string().optional(),
  bundles: z.record(z.string(), z.string()),
  outputs: outputsSchema.optional(),
});

export type StackRecord = z.infer<typeof recordSchema>;

/** undefined if there is none, or one of another version of this program. */
export function readRecord(file: string): StackRecord | undefined {
  try {
    return recordSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

export const writeRecord = (file: string, record: StackRecord): void => writeWhole(file, record);

/** What is left of a record once its stack has ended: which kind it was, and where. */
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
    // A full disk keeps nobody from stopping; what was entered is found without it.
    rmSync(file, { force: true });
  }
}
