import type { Access, Route } from '@enterwait/http/app';
import express, { type Request, type RequestHandler, type Response } from 'express';
import { readMaintenanceMode } from './maintenance.tsx';

export interface PageRoute {
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly access: Access;
  readonly personalData?: Route['personalData'];
  readonly handler: (req: Request, res: Response) => Promise<void> | void;
}

/** Parses posted forms; the same limit as for JSON. */
const formBody: RequestHandler = express.urlencoded({ extended: false, limit: '64kb', parameterLimit: 200 });

/** A page or a form's target: not part of the API, so it has no operation. */
export const pageRoute = ({ method, path, access, personalData, handler }: PageRoute): Route => ({
  method,
  path,
  access,
  ...(personalData === undefined ? {} : { personalData }),
  handlers: [
    ...(method === 'post' ? [formBody] : []),
    async (req, res) => {
      await readMaintenanceMode(res);
      await handler(req, res);
    },
  ],
});
