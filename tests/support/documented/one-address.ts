import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the emulator is called by whoever believes it to be AWS: a name that is nobody's (RFC 2606). */
export const AWS_ADDRESS = 'http://aws.test';

/**
 * A proxy by which an emulator on loopback answers to one name and every name below it: S3 is asked at `<bucket>.<name>`, which resolves
 * nowhere. It sends on to the emulator and nowhere else.
 * @returns its address, for `HTTP_PROXY`
 */
export async function openOneAddress(emulatorPort: number): Promise<{ url: string; close(): void }> {
  const { hostname } = new URL(AWS_ADDRESS);
  const server = createServer((asked, answer) => {
    const url = URL.parse(asked.url ?? '');
    const bucket = url?.hostname === hostname ? '' : url?.hostname.replace(`.${hostname}`, '');
    if (url === null || !url.hostname.endsWith(hostname)) {
      answer.writeHead(502).end('nothing but the emulator is behind this proxy\n');
      return;
    }
    const onward = request(
      {
        host: '127.0.0.1',
        port: emulatorPort,
        method: asked.method,
        path: `${bucket ? `/${bucket}` : ''}${url.pathname}${url.search}`,
        headers: { ...asked.headers, host: `127.0.0.1:${emulatorPort}` },
      },
      (got) => {
        answer.writeHead(got.statusCode ?? 502, got.headers);
        got.pipe(answer);
      },
    );
    onward.on('error', (error) => answer.destroy(error));
    asked.pipe(onward);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
