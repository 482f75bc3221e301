import { randomBytes } from 'node:crypto';
import type { Pool } from '@enterwait/http/database';
import type { Auth } from '../auth/auth.ts';
import { endLinks } from '../auth/sign-in-methods.ts';

/** The purpose of a mailed link. `reset-password` is better-auth's own name. */
type LinkPurpose = 'reset-password' | 'verify-address' | 'change-address';

/** A valid link. */
interface Link {
  readonly id: string;
  readonly personId: string;
  /** The detail it was created with. */
  readonly detail: string;
}

/** Mailed links: each works once, until it expires. A password change invalidates them all. */
export interface Links {
  /** @param seconds how long it is valid @param detail stored with it @returns its token */
  create(purpose: LinkPurpose, personId: string, seconds: number, detail: string): Promise<string>;
  /** Reads a link without using it. */
  find(purpose: LinkPurpose, token: string): Promise<Link | undefined>;
  /** Uses a link: of several concurrent calls, only one gets it. */
  use(purpose: LinkPurpose, token: string): Promise<Link | undefined>;
  /** Invalidates a person's links. @param except the one that is being used */
  end(personId: string, except?: Link): Promise<void>;
}

/** The form of a link's token. */
export const LINK_TOKEN = /^[A-Za-z0-9_-]{8,128}$/;

/** The token in the query or the form of a link's page; empty if there is no well-formed one. */
export function linkTokenIn(fields: unknown): string {
  const token = (fields as { readonly token?: unknown } | undefined)?.token;
  return typeof token === 'string' && LINK_TOKEN.test(token) ? token : '';
}

/** The page that a mailed link opens. */
export const linkPath = (page: string, token: string): string => `${page}?token=${encodeURIComponent(token)}`;

export function createLinks(auth: Auth, pool: Pool): Links {
  const adapter = async () => (await auth.$context).internalAdapter;
  return {
    async create(purpose, personId, seconds, detail) {
      const token = randomBytes(24).toString('base64url');
      await (await adapter()).createVerificationValue({
        identifier: `${purpose}:${token}`,
        value: `${personId} ${detail}`,
        expiresAt: new Date(Date.now() + seconds * 1000),
      });
      return token;
    },
    async find(purpose, token) {
      if (!LINK_TOKEN.test(token)) return undefined;
      const found = await (await adapter()).findVerificationValue(`${purpose}:${token}`);
      return found === null || new Date(found.expiresAt) < new Date() ? undefined : linkOf(found);
    },
    async use(purpose, token) {
      if (!LINK_TOKEN.test(token)) return undefined;
      const used = await (await adapter()).consumeVerificationValue(`${purpose}:${token}`);
      return used === null ? undefined : linkOf(used);
    },
    end: (personId, except) => endLinks(pool, personId, except?.id),
  };
}

function linkOf({ id, value }: { readonly id: string; readonly value: string }): Link {
  const [personId = '', ...detail] = value.split(' ');
  return { id, personId, detail: detail.join(' ') };
}
