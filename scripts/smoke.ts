import { attach } from '../localstack/attach.ts';
import { defaultStateDir } from '../localstack/paths.ts';
import { runCli } from './lib/cli.ts';
import { tellFindings } from './lib/counted.ts';
import { readDeployment } from './lib/deploy/deployment.ts';
import { smoke } from './lib/smoke/run.ts';
import { NOBODY, type Site } from './lib/smoke/site.ts';
import { readNumber } from './lib/target.ts';

/**
 * `make smoke`: does the system do its work? The stack of `make up`, or with `TARGET=aws` what stands there.
 * `SMOKE_KEY` (API key of a program) also sends an application through in AWS and withdraws it; `SMOKE_NURSERY` in whose line.
 */
await runCli(async () => {
  const site = await siteOf(process.env);
  for (const [name, url] of Object.entries(site.urls)) console.log(`${name.padEnd(12)}${url}`);
  if (site.key === undefined)
    console.log('SMOKE_KEY 가 없어 문만 봅니다 (without SMOKE_KEY only the doors are looked at)');
  return tellFindings(() => Promise.resolve(smoke(site)));
});

async function siteOf(env: NodeJS.ProcessEnv): Promise<Site> {
  const common = {
    nurseryId: env.SMOKE_NURSERY || 'N00001',
    email: env.SMOKE_EMAIL || NOBODY,
    patienceMs: readNumber('PATIENCE_S', 60, env) * 1_000,
  };
  if (env.TARGET === 'aws') {
    const { public_urls } = await readDeployment(env);
    return { ...common, urls: public_urls, key: env.SMOKE_KEY || undefined };
  }
  const { enterwaitUrl, nurseryUrl, managementUrl, keys } = attach(defaultStateDir).stack;
  return {
    ...common,
    urls: { enterwait: enterwaitUrl, nursery: nurseryUrl, management: managementUrl },
    key: env.SMOKE_KEY || keys.program,
  };
}
