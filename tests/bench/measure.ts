import { Agent, request } from 'node:http';
import { forEachAtOnce } from '@enterwait/command-line/processes';
import { percentile } from '../../localstack/demo/load.ts';

/** A page or an API that is measured, and who looks at it. */
export interface Surface {
  readonly name: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Called in place of the address: a reference for the others. */
  readonly ask?: () => Promise<unknown>;
}

/** Milliseconds from the request to the last byte of the answer, over one kept connection per caller. */
interface Times {
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
}

export interface Measured {
  readonly surface: Surface;
  readonly status: number;
  readonly bytes: number;
  readonly alone: Times;
  readonly together: Times;
}

export const TOGETHER = 4;
const WARM_UP = 5;

export async function measure(surface: Surface, runs: number): Promise<Measured> {
  const agent = new Agent({ keepAlive: true, maxSockets: TOGETHER });
  try {
    let last = { status: 0, bytes: 0 };
    const times = async (count: number, atOnce: number): Promise<Times> => {
      const taken: number[] = [];
      await forEachAtOnce(Array(count).fill(0), atOnce, async () => {
        const answer = await (surface.ask === undefined ? get(surface, agent) : timed(surface.ask));
        taken.push(answer.ms);
        last = answer;
      });
      return { p50: percentile(taken, 0.5), p95: percentile(taken, 0.95), max: Math.max(...taken) };
    };
    await times(WARM_UP, 1);
    const alone = await times(runs, 1);
    const together = await times(runs * 2, TOGETHER);
    return { surface, ...last, alone, together };
  } finally {
    agent.destroy();
  }
}

async function timed(ask: () => Promise<unknown>): Promise<{ ms: number; status: number; bytes: number }> {
  const started = performance.now();
  await ask();
  return { ms: performance.now() - started, status: 200, bytes: 0 };
}

const get = ({ url, headers }: Surface, agent: Agent): Promise<{ ms: number; status: number; bytes: number }> =>
  new Promise((resolve, reject) => {
    const started = performance.now();
    const asking = request(url, { agent, headers }, (answer) => {
      let bytes = 0;
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      answer.on('end', () => resolve({ ms: performance.now() - started, status: answer.statusCode ?? 0, bytes }));
      answer.on('error', reject);
    });
    asking.on('error', reject).end();
  });
