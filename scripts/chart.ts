import { tellFindings } from '@enterwait/command-line/output';
import { runCli } from '../localstack/command/run-cli.ts';
import { checkChart } from './delivery/chart/check.ts';
import { ensureGoTool } from './delivery/tools/go-tools.ts';
import { ensureKubernetesSchemas } from './delivery/tools/kubernetes-schemas.ts';

/** `make chart`: lints, renders and validates the chart in both sizes. Exits with 1 if it finds a problem. */
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
