import { z } from 'zod';
import { requireToken } from '../auth.ts';
import type { DatabaseConfig } from '../config.ts';
import { inTransaction, type Pool } from '../database.ts';
import { migrate } from '../migrations.ts';
import { jsonResponse, problemResponse } from '../openapi.ts';
import type { Route } from '../route.ts';
import { SAMPLE_NURSERIES } from '../sample-nurseries.ts';
import { insertNurseries } from '../tables/nursery.ts';

const doneSchema = z.object({
  status: z.literal('ok'),
  migrations: z.array(z.string()).meta({ description: 'what ran now' }),
});

export interface InitOptions {
  readonly config: DatabaseConfig & { readonly ADMIN_TOKEN: string };
  readonly pool: Pool;
  readonly migrationFolders: readonly string[];
}

/** `GET /admin/init`: migrations and sample daycares; any number of times. */
export const initRoute = ({ config, pool, migrationFolders }: InitOptions): Route => ({
  method: 'get',
  path: '/admin/init',
  operation: {
    summary: '초기화 · migrations and sample daycares, repeatable',
    tags: ['운영 · operations'],
    security: [{ adminToken: [] }],
    responses: {
      200: jsonResponse('ok', doneSchema),
      401: problemResponse('token-required'),
      403: problemResponse('token-invalid'),
    },
  },
  handlers: [
    requireToken(config.ADMIN_TOKEN),
    async (_req, res) => {
      const migrations = await migrate(config, migrationFolders);
      await inTransaction(pool, (tx) => insertNurseries(tx, SAMPLE_NURSERIES));
      res.json({ status: 'ok', migrations });
    },
  ],
});
