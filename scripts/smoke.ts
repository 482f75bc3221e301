import { defaultStateDir } from '@enterwait/command-line/files';
import { readNumber } from '@enterwait/command-line/options';
import { tellFindings } from '@enterwait/command-line/output';
import { runCli } from '../localstack/command/run-cli.ts';
import { attach } from '../localstack/stack/attach.ts';
import { readDeployment } from './delivery/deploy/deployment.ts';
import { forwardPort } from './delivery/deploy/reaching/port-forward.ts';
import { createRunner } from './delivery/deploy/runner.ts';
import { smoke } from './delivery/smoke/run.ts';
import { NOBODY, type Site } from './delivery/smoke/site.ts';

/**
 * `make smoke`: checks that the system works, on the stack of `make up` or, with `TARGET=aws`, on the deployment there.
 * With `SMOKE_KEY` (a program's API key) it also sends an application through AWS and withdraws it; `SMOKE_NURSERY` names the daycare it
 * applies to.
 */
await runCli(async () => {
  const { site, leave } = await siteOf(process.env);
  try {
    for (const [name, url] of Object.entries(site.urls)) console.log(`${name.padEnd(12)}${url}`);
    if (site.key === undefined)
      console.log('SMOKE_KEY 가 없어 문만 봅니다 (without SMOKE_KEY only the doors are looked at)');
    return await tellFindings(() => Promise.resolve(smoke(site)));
  } finally {
    await leave();
  }
});

async function siteOf(env: NodeJS.ProcessEnv): Promise<{ site: Site; leave(): Promise<void> }> {
  const common = {
    nurseryId: env.SMOKE_NURSERY || 'N00001',
    email: env.SMOKE_EMAIL || NOBODY,
    patienceMs: readNumber('PATIENCE_S', 60, env) * 1_000,
  };
  if (env.TARGET === 'aws') {
    const deployment = await readDeployment(env);
    const { management, ...others } = deployment.public_urls;
    const key = env.SMOKE_KEY || undefined;
    if (management !== undefined)
      return { site: { ...common, urls: { ...others, management }, key }, leave: async () => {} };
    // An unpublished management has no public name.
    const { url, close } = await forwardPort(createRunner(false), deployment, 'management', 9000);
    return { site: { ...common, urls: { ...others, management: url }, key }, leave: close };
  }
  const { enterwaitUrl, nurseryUrl, managementUrl, keys } = attach(defaultStateDir).stack;
  return {
    site: {
      ...common,
      urls: { enterwait: enterwaitUrl, nursery: nurseryUrl, management: managementUrl },
      key: env.SMOKE_KEY || keys.program,
    },
    leave: async () => {},
  };
}
