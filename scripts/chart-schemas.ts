import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCli } from '../localstack/command/run-cli.ts';
import { DEFINITIONS, fetchSchema, SCHEMAS } from './delivery/chart/definitions.ts';

/** Regenerates the schemas of foreign kinds after a version bump in scripts/delivery/chart/definitions.ts; `make fmt` formats them. */
await runCli(async (signal) => {
  for (const definition of DEFINITIONS) {
    const schema = await fetchSchema(definition, signal);
    writeFileSync(join(SCHEMAS, definition.schema), `${JSON.stringify(schema, undefined, 2)}\n`);
    console.log(definition.schema);
  }
  return 0;
});
