import { notAllowed, principalOf } from '@enterwait/http/access';
import { showing } from '@enterwait/http/access-records';
import type { Route } from '@enterwait/http/app';
import type { FormState } from '@enterwait/pages/forms';
import type { Text } from '@enterwait/pages/parts';
import { Live, type LiveProps, pageRoute, sendLive, sendPage } from '@enterwait/pages/site';
import type { Request, Response } from 'express';
import type { VNode } from 'preact';

/** A list of a daycare: the query in its URL (`Asked`), the result (`Seen`), and how to show it. */
export interface ListPage<Asked, Seen> {
  readonly path: string;
  /** The URL of its live part. */
  readonly livePath: string;
  readonly title: Text;
  readonly askedIn: (req: Request) => Asked;
  readonly look: (nurseryId: string, asked: Asked, now: Date) => Promise<Seen>;
  /** The ids of the applications that are shown. */
  readonly shownIn: (seen: Seen) => readonly string[];
  readonly search: (asked: Asked) => VNode;
  readonly livePart: (asked: Asked, seen: Seen, now: Date) => LiveProps;
}

/** A list's page, and its live part on its own. */
export function listPages<
  Asked extends { readonly form: FormState & { readonly ok: boolean } },
  Seen extends { readonly places: { readonly name: string } },
>({ path, livePath, title, askedIn, look, shownIn, search, livePart }: ListPage<Asked, Seen>): readonly Route[] {
  return [
    pageRoute({
      method: 'get',
      path,
      access: ['staff'],
      personalData: 'recorded',
      handler: async (req, res) => {
        const asked = askedIn(req);
        const now = new Date();
        const seen = await look(nurseryOf(res), asked, now);
        showing(res, shownIn(seen));
        sendPage(res, {
          title,
          status: asked.form.ok ? 200 : 422,
          body: (
            <>
              <p class="lead">{seen.places.name}</p>
              {search(asked)}
              <Live {...livePart(asked, seen, now)} />
            </>
          ),
        });
      },
    }),
    pageRoute({
      method: 'get',
      path: livePath,
      access: ['staff'],
      personalData: { refreshOf: path },
      handler: async (req, res) => {
        const asked = askedIn(req);
        const now = new Date();
        const seen = await look(nurseryOf(res), asked, now);
        showing(res, shownIn(seen));
        sendLive(req, res, livePart(asked, seen, now));
      },
    }),
  ];
}

/** The daycare of the signed-in staff. @throws HttpError 403 for staff without one */
function nurseryOf(res: Response): string {
  const { nurseryId } = principalOf(res);
  if (nurseryId === undefined) throw notAllowed();
  return nurseryId;
}
