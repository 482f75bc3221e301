import { tellFindings } from '@enterwait/command-line/output';
import { checkChart } from './lib/chart/check.ts';
import { runCli } from './lib/cli.ts';
import { ensureGoTool } from './lib/tools/go-tools.ts';
import { ensureKubernetesSchemas } from './lib/tools/kubernetes-schemas.ts';

/** `make chart`: lint, render and validate the chart in both sizes. Exit code 1 if something is wrong with it. */
await runCli((signal) =>
  tellFindings(async () => {
    const tell = (text: string): void => console.log(text);
    return checkChart({
      schemas: await ensureKubernetesSchemas(tell, signal),
      kubeconform: await ensureGoTool('kubeconform', tell, signal),
      helm: await ensureGoTool('helm', tell, signal),
    });
  }),
);
