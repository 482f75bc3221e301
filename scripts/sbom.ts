import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { distDir } from '@enterwait/command-line/files';
import { runCli } from '../localstack/command/run-cli.ts';
import { billOfMaterials } from './delivery/images/sbom.ts';

/** `make sbom`: dist/sbom.cdx.json, the bill of materials of this checkout (CycloneDX 1.5). */
await runCli(async (signal) => {
  const bom = await billOfMaterials(signal);
  const file = join(distDir, 'sbom.cdx.json');
  mkdirSync(distDir, { recursive: true });
  writeFileSync(file, `${JSON.stringify(bom, undefined, 2)}\n`);
  console.log(`${file}: ${bom.components.length} 개의 부품 (components)`);
  return 0;
});
