import { Agent, request } from 'node:http';

export interface RawAnswer {
  /** 0: the server closed the connection without an answer. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** Sends request targets as written: `fetch` would normalise them. */
export function rawClient(url: string) {
  const { hostname, port } = new URL(url);
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  const send = (method: string, target: string, headers: Readonly<Record<string, string>> = {}): Promise<RawAnswer> =>
    new Promise((resolve) => {
      const sent = request({ hostname, port, agent, method, path: target, headers }, (answer) => {
        answer.resume();
        answer.once('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers }));
      });
      sent.once('error', () => resolve({ status: 0, headers: {} }));
      sent.end();
    });
  return { send, close: () => agent.destroy() };
}
