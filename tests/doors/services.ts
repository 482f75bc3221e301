import type { RequestListener } from 'node:http';
import { SERVICES, type Service } from '@enterwait/domain/protocol';
import type { Route } from '@enterwait/http/app';
import { jest } from '@jest/globals';
import type { Express } from 'express';
import * as realApp from '../../packages/http/src/app/app.ts';
import { createLogger } from '../../packages/http/src/server/logging.ts';
import * as realServer from '../../packages/http/src/server/server.ts';
import * as realAssets from '../../packages/pages/src/site/assets.ts';
import { TEST_SECRET } from '../support/commands/signed-call.ts';

type AppOptions = Parameters<typeof realApp.createApp>[0];
type ServerOptions = Parameters<typeof realServer.startServer>[0];

export const ADMIN_TOKEN = 'the token of the administrator';

/** A service assembled by its own `main.ts`, up to the point where it would listen: nothing is connected, no loop turns. */
export interface AssembledService {
  readonly app: Express;
  /** The parts that it was made from. */
  readonly routes: readonly Route[];
  /** Closes the pool, which was never used. */
  close(): Promise<void>;
}

/** All addresses lead nowhere: calls to a database or to AWS fail at once. */
const ENVIRONMENT: Readonly<Record<string, string>> = {
  NODE_ENV: 'production',
  LOG_LEVEL: 'silent',
  HOSTNAME: '127.0.0.1',
  DB_PORT: '1',
  USERNAME: 'nobody',
  PASSWORD: 'none',
  DATABASE: 'none',
  REGION: 'ap-northeast-2',
  AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  QUEUE_URL: 'http://127.0.0.1:1/queue',
  MAIL_QUEUE_URL: 'http://127.0.0.1:1/mails',
  TABLE_NAME: 'none',
  ADMIN_TOKEN,
  AUTH_SECRET: 'only for this test: nothing is signed by it',
  WEBHOOK_SECRET: TEST_SECRET,
  ENTERWAIT_URL: 'http://127.0.0.1:1',
  NURSERY_URL: 'http://127.0.0.1:1',
  PEER_KEY: 'none',
  OIDC_ISSUER: 'http://127.0.0.1:1',
  OIDC_CLIENT_ID: 'test',
  OIDC_CLIENT_SECRET: 'test',
  PUBLIC_URL: 'https://here.example',
};

/** Runs the `main.ts` of all three, once per test file: modules run once. */
export async function assembleServices(): Promise<Readonly<Record<Service, AssembledService>>> {
  let assembled: ServerOptions | undefined;
  let routes: readonly Route[] = [];
  class Assembled extends Error {}
  jest.unstable_mockModule('../../packages/http/src/app/app.ts', () => ({
    ...realApp,
    createApp: (options: AppOptions) => {
      routes = options.routes;
      return realApp.createApp(options);
    },
  }));
  jest.unstable_mockModule('../../packages/http/src/server/server.ts', () => ({
    ...realServer,
    startServer: async (options: ServerOptions) => {
      assembled = options;
      throw new Assembled();
    },
    main: (start: () => Promise<unknown>) =>
      start().catch((error: unknown) => {
        if (!(error instanceof Assembled)) throw error;
      }),
  }));
  // Styles and scripts exist only after a build; packages/pages tests what serves them.
  jest.unstable_mockModule('../../packages/pages/src/site/assets.ts', () => ({
    ...realAssets,
    readAssetNames: () => realAssets.readAssetNames(undefined),
    serveAssets: () => realAssets.serveAssets(undefined),
  }));
  const before = process.env;
  process.env = { ...ENVIRONMENT };
  try {
    const services: Partial<Record<Service, AssembledService>> = {};
    for (const service of SERVICES) {
      await import(`../../services/${service}/src/main.ts`);
      if (assembled === undefined) throw new Error(`${service} put nothing together`);
      const { app, closers } = assembled;
      assembled = undefined;
      const database = closers.find(({ name }) => name === 'database');
      services[service] = { app: app as Express, routes, close: async () => database?.close() };
    }
    return services as Record<Service, AssembledService>;
  } finally {
    process.env = before;
  }
}

/** An endpoint of a service, from its router. */
export interface Door {
  readonly method: string;
  readonly path: string;
}

interface Layer {
  readonly route?: { readonly path: string; methods: Record<string, boolean>; dispatch: RequestListener };
}

const layersOf = (app: Express): readonly Layer[] => app.router.stack as unknown as readonly Layer[];

export const doorsOf = (app: Express): Door[] =>
  layersOf(app).flatMap(({ route }) =>
    route === undefined
      ? []
      : Object.keys(route.methods).map((method) => ({ method: method.toUpperCase(), path: route.path })),
  );

/** Makes every endpoint answer only its own path, before any guard, to find out what the router reaches. */
export function showWhatIsReached(app: Express): void {
  for (const { route } of layersOf(app)) {
    if (route === undefined) continue;
    route.dispatch = (_req, res) => void res.setHeader('reached', route.path).end();
  }
}

/** Listens as a service does. */
export const listen = (app: RequestListener): Promise<realServer.RunningServer> =>
  realServer.startServer({
    app,
    host: '127.0.0.1',
    port: 0,
    logger: createLogger('test', 'silent'),
    closers: [],
  });
