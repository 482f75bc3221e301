import { join } from 'node:path';
import { UserError } from '@enterwait/command-line/errors';
import { distDir } from '@enterwait/command-line/files';
import { runCli } from '../localstack/command/run-cli.ts';
import { SERVICE_NAMES } from '../localstack/stack/stack.ts';
import { build } from './build.ts';
import { isDryRun, tagOf } from './delivery/deploy/options.ts';
import { createRunner } from './delivery/deploy/runner.ts';
import {
  baseImage,
  buildImages,
  bundleSizes,
  localImage,
  platformOf,
  pushImages,
  repositoriesOf,
} from './delivery/images/images.ts';
import { readAccepted, seriousFindings } from './delivery/images/scan.ts';

/**
 * `make images` builds the three images, `make push` pushes them to the registry, `make scan` fetches the registry's findings on them;
 * `TAG=…`, `PLATFORM=linux/arm64`, `DRY_RUN=1`.
 */
await runCli(async () => {
  const { env } = process;
  const runner = createRunner(isDryRun(env));
  const tag = await tagOf(env);
  switch (process.argv[2]) {
    case 'build': {
      await build();
      const sizes = Object.entries(bundleSizes(join(distDir, 'services')));
      console.log(sizes.map(([name, size]) => `${name} ${size.toFixed(1)} MB`).join(', '));
      await buildImages(runner, { tag, base: baseImage(env), platform: platformOf(env) });
      for (const name of SERVICE_NAMES)
        await runner.run('docker', [
          'image',
          'ls',
          '--format',
          '{{.Repository}}:{{.Tag}} {{.Size}}',
          localImage(name, tag),
        ]);
      return 0;
    }
    case 'push': {
      await pushImages(runner, { tag, ...(await repositoriesOf(env)) });
      return 0;
    }
    case 'scan': {
      const today = new Date().toISOString().slice(0, 10);
      const serious = await seriousFindings(runner, { tag, ...(await repositoriesOf(env)) }, readAccepted(), today);
      for (const finding of serious) console.error(`✗ ${finding}`);
      if (serious.length > 0)
        console.error(
          '→ services/base-image 를 새 것으로, 또는 (a newer base image, or) services/accepted-findings.json',
        );
      return serious.length === 0 ? 0 : 1;
    }
    default:
      throw new UserError('BAD_SETTING', 'build, push, scan');
  }
});
