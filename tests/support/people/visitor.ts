import type { ServiceName } from '../../../localstack/stack/stack.ts';
import { sameOrigin, signIn, urlOf } from '../commands/api.ts';
import { signUp, signUpUnverified } from './signing-up.ts';

/** A page as somebody without scripts sees it. */
export interface SeenPage {
  readonly status: number;
  /** Path and query of the page, after redirects. */
  readonly path: string;
  readonly html: string;
  /** Its text, without markup. */
  readonly text: string;
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
const decode = (text: string): string => text.replaceAll(/&(#39|\w+);/g, (whole, name) => ENTITIES[name] ?? whole);
const attribute = (tag: string, name: string): string =>
  decode(new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? '');

/** Somebody who is signed in at one system and uses its pages: they follow links, fill in forms, and have cookies but no scripts. */
export class Visitor {
  readonly #service: ServiceName;
  readonly #cookie: Record<string, string>;

  private constructor(service: ServiceName, cookie: Record<string, string>) {
    this.#service = service;
    this.#cookie = cookie;
  }

  static async signedIn(service: ServiceName, email?: string, password?: string): Promise<Visitor> {
    return new Visitor(service, await signIn(service, email, password));
  }

  /** A new parent, by the sign-up form and the link in the mail. */
  static async signedUp(name: string, email: string, password: string): Promise<Visitor> {
    return new Visitor('enterwait', await signUp({ name, email, password }));
  }

  /** A new parent who has not looked into the mail. */
  static async signedUpUnverified(name: string, email: string, password: string): Promise<Visitor> {
    return new Visitor('enterwait', await signUpUnverified({ name, email, password }));
  }

  async open(path: string): Promise<SeenPage> {
    const url = urlOf(this.#service) + path;
    const answer = await fetch(url, { headers: { ...this.#cookie, accept: 'text/html' }, redirect: 'manual' });
    return this.#seen(answer, path);
  }

  /** Sends the page's form whose target is `action`: its hidden fields, the current choices, and what is typed here. */
  async submit(
    page: SeenPage,
    action: string,
    typed: Record<string, string | readonly string[]> = {},
  ): Promise<SeenPage> {
    return this.#seen(await this.send(action, fieldsOf(page.html, action), typed), action);
  }

  /** The same without following redirects: for what is sent twice at once. */
  send(
    action: string,
    fields: [string, string][],
    typed: Record<string, string | readonly string[]> = {},
  ): Promise<Response> {
    const given = Object.entries(typed).flatMap(([name, value]): [string, string][] =>
      typeof value === 'string' ? [[name, value]] : value.map((one) => [name, one]),
    );
    const url = urlOf(this.#service) + action;
    return fetch(url, {
      method: 'POST',
      body: new URLSearchParams([...fields.filter(([name]) => !(name in typed)), ...given]),
      headers: { ...this.#cookie, ...sameOrigin(url), accept: 'text/html' },
      redirect: 'manual',
    });
  }

  async #seen(answer: Response, path: string): Promise<SeenPage> {
    if (answer.status === 303) return this.open(answer.headers.get('location') ?? '/');
    const html = await answer.text();
    const text = decode(
      html
        .replace(/^.*<main/s, '<main')
        .replaceAll(/<[^>]*>/g, ' ')
        .replaceAll(/\s+/g, ' '),
    );
    return { status: answer.status, path, html, text };
  }
}

/** The values that a form would send unchanged. @throws when the page has no such form */
export function fieldsOf(html: string, action: string): [string, string][] {
  const forms = [...html.matchAll(/<form\b[^>]*>.*?<\/form>/gs)].map(([form]) => form);
  const form = forms.find((one) => attribute(one.slice(0, one.indexOf('>')), 'action') === action);
  if (form === undefined) throw new Error(`the page has no form to ${action}`);
  const fields: [string, string][] = [];
  for (const [tag] of form.matchAll(/<input\b[^>]*>/g)) {
    const type = attribute(tag, 'type');
    if ((type === 'checkbox' || type === 'radio') && !/\bchecked\b/.test(tag)) continue;
    fields.push([attribute(tag, 'name'), attribute(tag, 'value')]);
  }
  return fields;
}
