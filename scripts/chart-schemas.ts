import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCli } from '../localstack/command/run-cli.ts';
import { DEFINITIONS, fetchSchema, SCHEMAS } from './delivery/chart/definitions.ts';

/** Writes the schemas of foreign kinds anew, after a version was raised in scripts/delivery/chart/definitions.ts; `make fmt` lays them out. */
await runCli(async (signal) => {
  for (const definition of DEFINITIONS) {
    const schema = await fetchSchema(definition, signal);
    writeFileSync(join(SCHEMAS, definition.schema), `${JSON.stringify(schema, undefined, 2)}\n`);
    console.log(definition.schema);
  }
  return 0;
});
