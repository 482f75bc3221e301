import { mkdtemp, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { DetourError, HttpError } from '@enterwait/http/errors';
import express from 'express';
import { Button } from '../parts/actions.tsx';
import { text } from '../parts/text.tsx';
import { MANIFEST } from './assets.ts';
import { isLiveRequest, Live, pageOfLive, sendLive } from './live.tsx';
import { WhileOpen } from './maintenance.tsx';
import { doneOf, localPath, redirect, sendPage } from './page.tsx';
import { pageRoute } from './page-route.ts';
import { createSite } from './site.tsx';

let server: Server;
let url: string;
let shown = '하나';
let closed = false;

const part = () => ({ id: 'state', url: '/live', children: <b>{shown}</b> });

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'assets-'));
  const css = 'body{color:red}';
  await writeFile(join(folder, MANIFEST), JSON.stringify({ css: 'site.abc.css', js: 'site.def.js', icon: 'i.svg' }));
  await writeFile(join(folder, 'site.abc.css'), css);
  await writeFile(join(folder, 'site.abc.css.br'), brotliCompressSync(css));
  const site = createSite({
    name: text('입소대기', 'Waitlist'),
    agency: text('기관', 'Agency'),
    nav: () => [{ href: '/page', label: text('화면', 'Page') }],
    viewer: () => ({ name: '<김민준>', signOut: '/sign-out' }),
    guestLinks: [],
    assetsFolder: folder,
  });
  const app = express();
  app.use(site.assetsPath, site.assets).use(site.prepare);
  app.get('/page', (req, res) => {
    const done = doneOf(req, { added: text('추가했습니다', 'Added') });
    sendPage(res, {
      title: text('제목 <b>', 'Title'),
      trail: [],
      body: (
        <>
          {done?.ko}
          <Live {...part()} />
        </>
      ),
    });
  });
  app.get('/live', (req, res) => sendLive(req, res, part()));
  const doors = pageRoute({
    method: 'get',
    path: '/doors',
    access: 'open',
    handler: (req, res) => {
      const asking = {
        id: 'ask',
        url: '/doors',
        children: (
          <WhileOpen>
            <Button label={text('신청하기', 'Apply')} />
          </WhileOpen>
        ),
      };
      if (req.query.seen !== undefined) return sendLive(req, res, asking);
      sendPage(res, { title: text('문', 'Doors'), body: <Live {...asking} /> });
    },
  });
  app.get(doors.path, (_req, res, next) => {
    res.locals.maintenance = { isOn: async () => closed };
    next();
  });
  app.get(doors.path, ...doors.handlers);
  app.get('/go', (_req, res) => redirect(res, '/page'));
  for (const status of [403, 404, 409, 418, 429, 500, 503]) {
    app.get(`/error/${status}`, (req, res) => {
      res.status(status);
      site.showError(req, res, new HttpError(status, 'some-code', '<안 됩니다> / not possible'));
    });
  }
  app.get('/first', (req, res) => {
    res.status(403);
    site.showError(req, res, new DetourError(403, 'some-code', '먼저 / first', '/page'));
  });
  app.get('/around', (req, res) => {
    res.json({ live: isLiveRequest(req), page: pageOfLive(req) ?? null });
  });
  server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const get = async (path: string, init?: RequestInit) => {
  const response = await fetch(url + path, init);
  return { status: response.status, headers: response.headers, text: await response.text() };
};

describe('a page', () => {
  test('has a language, one heading, a way past the menu, and loads only from here', async () => {
    const { text: html, headers } = await get('/page');
    expect(html).toMatch(/^<!doctype html><html lang="ko">/);
    expect(html.match(/<h1/g)).toHaveLength(1);
    expect(html).toContain('<a href="#main">본문 바로가기</a>');
    expect(html).toContain('<main id="main"');
    expect(html).toContain('제목 &lt;b>');
    expect(html).toContain('&lt;김민준>');
    expect(html).toContain('aria-current="page"');
    const loaded = [...html.matchAll(/<(?:link|script|img)[^>]*(?:href|src)="([^"]*)"/g)].map(([, address]) => address);
    expect(loaded).toEqual(['/assets/i.svg', '/assets/site.abc.css', '/assets/site.def.js']);
    expect(html).not.toMatch(/ style=| on\w+=|<style|<script(?! src)/);
    expect(headers.get('cache-control')).toBe('no-store');
  });

  test('says what was done by a code of its own, never by text from the address', async () => {
    expect((await get('/page?done=added')).text).toContain('추가했습니다');
    for (const done of ['toString', '<b>hello</b>', 'constructor']) {
      expect((await get(`/page?done=${encodeURIComponent(done)}`)).text).not.toContain(done);
    }
  });

  test('follows a form by fetching the next page', async () => {
    const { status, headers } = await get('/go', { redirect: 'manual' });
    expect([status, headers.get('location')]).toEqual([303, '/page']);
  });
});

test('a live part answers 204 while nothing changed, and itself when something did', async () => {
  shown = '하나';
  const address = (html: string) => /hx-get="([^"]*)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
  const first = address((await get('/page')).text);
  expect((await get(first)).status).toBe(204);
  shown = '둘';
  const changed = await get(first);
  expect(changed.status).toBe(200);
  expect(changed.text).toContain('<b>둘</b>');
  expect((await get(address(changed.text))).status).toBe(204);
});

test('while the doors are closed a page says so and offers nothing, and an open page learns of it', async () => {
  const address = (html: string) => /hx-get="([^"]*)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
  closed = false;
  const open = (await get('/doors')).text;
  expect(open).toContain('신청하기');
  expect(open).not.toContain('점검 중입니다');
  expect((await get(address(open))).status).toBe(204);
  closed = true;
  const shut = (await get('/doors')).text;
  expect(shut).toContain('점검 중입니다');
  expect(shut).toContain('Closed for maintenance');
  expect(shut).not.toContain('신청하기');
  const live = await get(address(open));
  expect(live.status).toBe(200);
  expect(live.text).not.toContain('신청하기');
  expect((await get(address(live.text))).status).toBe(204);
});

test('files are kept for ever, and come compressed to whoever reads that', async () => {
  for (const [encoding, expected] of [
    ['br', 'br'],
    ['identity', null],
  ]) {
    const {
      status,
      headers,
      text: css,
    } = await get('/assets/site.abc.css', {
      headers: { 'accept-encoding': encoding as string },
    });
    expect([status, css, headers.get('content-encoding')]).toEqual([200, 'body{color:red}', expected]);
    expect(headers.get('content-type')).toBe('text/css; charset=utf-8');
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(headers.get('vary')).toContain('Accept-Encoding');
  }
  expect((await get('/assets/../package.json')).status).toBe(404);
});

test.each([403, 404, 409, 418, 429, 500, 503])('error %s is told in words, with a way on', async (status) => {
  const { status: answered, text: html } = await get(`/error/${status}`);
  expect(answered).toBe(status);
  expect(html.match(/<h1/g)).toHaveLength(1);
  expect(html).toContain('&lt;안 됩니다>');
  expect(html).toContain('href="/"');
  expect(html).not.toContain('some-code');
});

test('only a path of this site is followed', () => {
  for (const good of ['/', '/applications/1?x=1#y']) expect(localPath(good)).toBe(good);
  for (const bad of ['//evil.example', '/\\evil.example', 'https://evil.example', '/a\\b', '/a\nb', 7, undefined]) {
    expect(localPath(bad, '/home')).toBe('/home');
  }
});

describe('what has to be done first', () => {
  test('is where a page leads to', async () => {
    const { status, headers } = await get('/first', { redirect: 'manual' });
    expect([status, headers.get('location')]).toEqual([303, '/page']);
  });

  test('has the browser leave the page of a live part, which would show it in its middle', async () => {
    const { status, headers, text: html } = await get('/first', { headers: { 'hx-request': 'true' } });
    expect([status, headers.get('hx-redirect'), html]).toEqual([403, '/page', '']);
  });
});

test('a live part is known by what it asks with, and tells in which page it stands', async () => {
  const around = async (path: string, headers: Record<string, string> = {}) =>
    JSON.parse((await get(path, { headers })).text) as unknown;
  expect(await around('/around')).toEqual({ live: false, page: null });
  expect(await around('/around?seen=x')).toEqual({ live: true, page: null });
  const headers = { 'hx-request': 'true', 'hx-current-url': `${url}/waiting?page=2#x` };
  expect(await around('/around', headers)).toEqual({ live: true, page: '/waiting?page=2' });
  expect(await around('/around', { 'hx-request': 'true', 'hx-current-url': 'nowhere' })).toMatchObject({ page: null });
});
