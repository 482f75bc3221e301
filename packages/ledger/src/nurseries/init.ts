import type { Route } from '@enterwait/http/app';
import { inTransaction, type Pool, type PoolSettings } from '@enterwait/http/database';
import { migrate } from '@enterwait/http/migrations';
import { jsonResponse } from '@enterwait/http/openapi';
import { z } from 'zod';
import { insertNurseries, type Nursery } from '../tables/nursery.ts';

const doneSchema = z.object({
  status: z.literal('ok'),
  migrations: z.array(z.string()).meta({ description: 'what ran now' }),
});

export interface InitOptions {
  readonly config: PoolSettings;
  readonly pool: Pool;
  readonly migrationFolders: readonly string[];
  /** The initial daycares; none if a service has no daycares. */
  readonly nurseries: readonly Nursery[];
}

/** `GET /admin/init`: migrations and sample daycares; may be repeated. */
export const initRoute = ({ config, pool, migrationFolders, nurseries }: InitOptions): Route => ({
  method: 'get',
  path: '/admin/init',
  access: ['admin'],
  personalData: 'none',
  operation: {
    summary: '초기화 · migrations and sample daycares, repeatable',
    tags: ['운영 · operations'],
    responses: { 200: jsonResponse('ok', doneSchema) },
  },
  handlers: [
    async (_req, res) => {
      const migrations = await migrate(config, migrationFolders);
      await inTransaction(pool, (tx) => insertNurseries(tx, nurseries));
      res.json({ status: 'ok', migrations });
    },
  ],
});
