import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { distDir } from '@enterwait/command-line/files';
import { runCli } from '../localstack/command/run-cli.ts';
import { billOfMaterials } from './delivery/images/sbom.ts';

/** `make sbom`: writes dist/sbom.cdx.json, this checkout's bill of materials (CycloneDX 1.5). */
await runCli(async (signal) => {
  const bom = await billOfMaterials(signal);
  const file = join(distDir, 'sbom.cdx.json');
  mkdirSync(distDir, { recursive: true });
  writeFileSync(file, `${JSON.stringify(bom, undefined, 2)}\n`);
  console.log(`${file}: ${bom.components.length} 개의 부품 (components)`);
  return 0;
});
