import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { notAllowed, principalOf } from '@enterwait/http/access';
import type { Route } from '@enterwait/http/app';
import type { Audit } from '@enterwait/http/audit';
import { errorCode, type Pool } from '@enterwait/http/database';
import { pageRoute } from '@enterwait/pages/site';
import { ownData } from '../../family/own-data.ts';

/** `GET /account/data`: everything stored about the signed-in person, as a file. */
export const ownDataPage = ({ pool, audit }: { readonly pool: Pool; readonly audit: Audit }): Route =>
  pageRoute({
    method: 'get',
    path: '/account/data',
    access: ['parent'],
    async handler(_req, res) {
      const { kind, id, userId } = principalOf(res);
      if (kind !== 'person' || userId === undefined) throw notAllowed();
      await audit.note(res, { action: 'export-own-data' });
      const parts = ownData(pool, { userId, personId: id }, new Date());
      // An error before the first byte is answered like on any other page.
      const { value: first } = await parts.next();
      res.set({
        'Cache-Control': 'no-store',
        'Content-Disposition': 'attachment; filename="enterwait-my-data.json"',
        'Content-Type': 'application/json; charset=utf-8',
      });
      await pipeline(Readable.from(begunWith(String(first), parts)), res).catch((error: unknown) => {
        // A client that disconnects needs no answer.
        if (errorCode(error) !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
      });
    },
  });

async function* begunWith(first: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield first;
  yield* rest;
}
