import { type GoTool, isCompiled } from '../../../scripts/delivery/tools/go-tools.ts';
import type { Check } from '../check.ts';
import { runScript } from './script.ts';

/** Checks whose tools are Go programs: helm alone takes about three minutes to compile on two cores. */
export const IN_GO = {
  workflows: ['actionlint'],
  chart: ['kubeconform', 'helm'],
} as const satisfies Record<string, readonly GoTool[]>;
export type GoCheck = keyof typeof IN_GO;

/** A run that names the check, runs everything, or needs certainty waits for its tools. */
const mayCompile = (env: NodeJS.ProcessEnv): boolean => Boolean(env.ONLY) || env.ALL === '1' || env.CI !== undefined;

/** Skips a check, and says how to get it, if plain `make test` would have to compile its tools first. */
export const checkInGo = (
  name: GoCheck,
  env: NodeJS.ProcessEnv = process.env,
  isThere: (tool: GoTool) => boolean = isCompiled,
  run: Check['run'] = (context) => runScript(context, `${name}.ts`),
): Check => ({
  name,
  gently: true,
  async run(context) {
    const missing = IN_GO[name].filter((tool) => !isThere(tool));
    if (missing.length === 0 || mayCompile(env)) return run(context);
    context.output.write(
      `건너뜀 (skipped): ${missing.join(', ')}: 한 번 컴파일해야 합니다 (must be compiled once, minutes): make ${name}\n`,
    );
    return { passed: 0, failed: 0, skipped: 1 };
  },
});
