import type { Route } from '@enterwait/http/app';
import { Alert, Badge, type Column, Section, T, Table, text } from '@enterwait/pages/parts';
import { Live, pageRoute, sendLive, sendPage } from '@enterwait/pages/site';
import type { VNode } from 'preact';
import { type HealthParts, healthOf, overallOf, type PartHealth } from '../../health/health.ts';
import { SearchForm } from '../applications/applications.tsx';
import { PLACES } from '../places.ts';
import { HEALTH_WORDS } from '../words.ts';

const COLUMNS: readonly Column<PartHealth>[] = [
  { label: text('부분', 'Part'), header: true, cell: ({ name }) => <T {...name} /> },
  { label: text('상태', 'State'), cell: ({ state }) => <Badge {...HEALTH_WORDS[state]} /> },
  { label: text('설명', 'It says'), cell: ({ says }) => <T {...steady(says)} /> },
];

/** A system's response time differs every time; a live part must not. */
const steady = ({ ko, en }: PartHealth['says']): PartHealth['says'] => ({
  ko: ko.replace(/ \(\d+ ms\)$/, ''),
  en: en.replace(/ \(\d+ ms\)$/, ''),
});

const Overall = ({ parts }: { readonly parts: readonly PartHealth[] }): VNode => {
  const state = overallOf(parts);
  if (state === 'well') return <Alert tone="success" title={text('모든 부분이 정상입니다', 'All parts are healthy')} />;
  const ill = parts.filter((part) => part.state !== 'well');
  return (
    <Alert
      tone={state === 'down' ? 'danger' : 'warning'}
      title={
        state === 'down'
          ? text('멈춘 부분이 있습니다', 'A part is down')
          : text('확인할 것이 있습니다', 'Needs attention')
      }
    >
      <ul>
        {ill.map(({ part, name, says }) => (
          <li key={part}>
            <T {...name} />: <T {...steady(says)} />
          </li>
        ))}
      </ul>
    </Alert>
  );
};

/** The health of each part; a short version is on the home page. */
export function healthPages(parts: HealthParts): readonly Route[] {
  const whole = async () => {
    const health = await healthOf(parts);
    return {
      id: 'health',
      url: `${PLACES.health}/live`,
      seconds: 5,
      children: (
        <>
          <Overall parts={health} />
          <Table
            caption={text('부분별 상태', 'Health of each part')}
            columns={COLUMNS}
            rows={health}
            rowKey={({ part }) => part}
          />
        </>
      ),
    };
  };
  const short = async () => ({
    id: 'health',
    url: `${PLACES.health}/overall`,
    seconds: 10,
    children: <Overall parts={await healthOf(parts)} />,
  });

  return [
    pageRoute({
      method: 'get',
      path: PLACES.home,
      access: ['operator'],
      personalData: 'none',
      handler: async (_req, res) =>
        sendPage(res, {
          title: text('신청관리', 'Waitlist operations'),
          body: (
            <>
              <Live {...(await short())} />
              <Section title={text('신청 찾기', 'Find an application')}>
                <SearchForm />
              </Section>
            </>
          ),
        }),
    }),
    pageRoute({
      method: 'get',
      path: PLACES.health,
      access: ['operator'],
      personalData: 'none',
      handler: async (_req, res) =>
        sendPage(res, {
          title: text('부분별 상태', 'Health of each part'),
          trail: [],
          body: <Live {...(await whole())} />,
        }),
    }),
    pageRoute({
      method: 'get',
      path: `${PLACES.health}/live`,
      access: ['operator'],
      personalData: 'none',
      handler: async (req, res) => sendLive(req, res, await whole()),
    }),
    pageRoute({
      method: 'get',
      path: `${PLACES.health}/overall`,
      access: ['operator'],
      personalData: 'none',
      handler: async (req, res) => sendLive(req, res, await short()),
    }),
  ];
}
