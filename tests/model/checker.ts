import { isDeepStrictEqual } from 'node:util';
import type { Application } from '@enterwait/domain/application';
import { type JudgedEvent, move, project, STATUS, type Status, SYSTEMS, type System } from '@enterwait/domain/protocol';
import type { Asked, Observation } from './world.ts';

const ORIGINS = { parent: 'enterwait', staff: 'nursery', operator: 'management' } as const;

/**
 * What must hold whenever everything is quiet, whatever happened before (docs/consistency.md).
 * @returns what does not hold, in words; empty when all is well
 */
export function check(seen: Observation): string[] {
  const problems = [...seen.violations];
  const byId = new Map(seen.events.map((event) => [event.event_id, event]));
  checkAnswers(seen, byId, problems);
  checkHistories(seen, problems);
  checkPlaces(seen, problems);
  checkAgreement(seen, problems);
  checkSystems(seen, byId, problems);
  checkNames(seen, problems);
  checkEnrolment(seen, problems);
  checkMails(seen, problems);
  return problems;
}

/** Every command that was answered 2xx has its event; one key never stands for two. */
function checkAnswers({ answers, forgotten }: Observation, events: Map<string, JudgedEvent>, problems: string[]): void {
  const byKey = new Map<string, string>();
  for (const { ask, status, eventId, requestId } of answers) {
    if (status < 200 || status > 299) continue;
    const event = events.get(eventId ?? '');
    if (forgotten?.has(eventId ?? '')) continue;
    if (event === undefined) problems.push(`lost: ${ask.who} ${ask.type} of ${requestId} was answered ${status}`);
    else if (event.type !== ask.type || event.request_id !== requestId || event.origin !== ORIGINS[ask.who])
      problems.push(`event ${event.event_id} is not what ${ask.who} asked`);
    if (ask.key === undefined || ask.who === 'operator') continue;
    const key = `${ask.who}/${ask.key}`;
    const earlier = byKey.get(key) ?? eventId ?? '';
    byKey.set(key, earlier);
    if (earlier !== eventId) problems.push(`Idempotency-Key ${key} had two effects: ${earlier} and ${eventId}`);
  }
}

/** A daycare removes a child that it has enrolled; a waiting application belongs to the parents. */
const isLeave = ({ type, origin }: JudgedEvent): boolean => type === 'Cancel' && origin === ORIGINS.staff;

/**
 * Applied events have the versions 1..n and are legal one after the other, each in the round that its asker saw. Refused events met the
 * state that they name, and have a reason that holds in it.
 */
function checkHistories(seen: Observation, problems: string[]): void {
  const { events, states, broken } = seen;
  const asked = [...SYSTEMS.flatMap((system) => askedOf(seen, system)), ...(seen.asked?.management ?? [])];
  const named = new Map(asked.map((one) => [one.event_id, one.round ?? null]));
  for (const [id, all] of Map.groupBy(events, ({ request_id }) => request_id)) {
    const applied = all.filter(({ outcome }) => outcome === 'applied').sort((a, b) => a.version - b.version);
    const met: { status: Status | null; round: number }[] = [{ status: null, round: 0 }];
    let application: Application | null = null;
    for (const [index, event] of applied.entries()) {
      const { status, round } = met[index] ?? { status: null, round: 0 };
      const next = move(status, event.type, event.origin);
      const saw = named.get(event.event_id) ?? null;
      if (event.version !== index + 1) problems.push(`${id}: version ${event.version} where ${index + 1} is due`);
      if (!next.legal || next.to !== event.status) problems.push(`${id}: ${event.type} applied upon ${status}`);
      if (isLeave(event) && status !== STATUS.accepted)
        problems.push(`${id}: its daycare withdrew what it had not accepted`);
      if (saw !== null && saw !== round && !seen.mixed)
        problems.push(`${id}: ${event.type} about round ${saw} applied in round ${round}`);
      if (event.application === null) problems.push(`${id}: version ${event.version} has no application`);
      else if (event.type === 'Request') application = event.application;
      else if (!isDeepStrictEqual(event.application, application))
        problems.push(`${id}: ${event.type} rewrote personal data`);
      const after = round + (event.type === 'Request' ? 1 : 0);
      if (event.round !== after && !(seen.mixed && event.round === undefined))
        problems.push(`${id}: version ${event.version} is of round ${event.round}, ${after} is due`);
      met.push({ status: event.status, round: after });
    }
    for (const event of all.filter(({ outcome }) => outcome === 'refused')) {
      const { status, round } = met[event.version] ?? {};
      const saw = named.get(event.event_id) ?? null;
      if (status === undefined || status !== event.status)
        problems.push(`${id}: refused ${event.type} met no such state`);
      else if (event.reason === 'invalid') {
        if (!broken?.has(event.event_id)) problems.push(`${id}: ${event.type} refused as invalid`);
      } else if (event.reason === 'other-round') {
        if ((saw === null || saw === round) && named.has(event.event_id))
          problems.push(`${id}: ${event.type} about round ${saw} refused in round ${round}`);
      } else {
        const next = move(status, event.type, event.origin);
        if (status !== null && saw !== null && saw !== round && !seen.mixed)
          problems.push(`${id}: ${event.type} about round ${saw} refused in round ${round} for ${event.reason}`);
        if (next.legal || next.reason !== event.reason)
          problems.push(`${id}: ${event.type} refused upon ${status} for ${event.reason}`);
      }
    }
    const state = states.find(({ request_id }) => request_id === id);
    const last = applied.at(-1);
    if (state?.version !== last?.version || state?.status !== last?.status)
      problems.push(`${id}: STATE is not the last applied event`);
    else if (state !== undefined && !isDeepStrictEqual(state.application, application))
      problems.push(`${id}: STATE has other personal data than the last applied Request`);
    else if (state !== undefined && state.round !== met.at(-1)?.round && !(seen.mixed && state.round === undefined))
      problems.push(`${id}: STATE counts ${state.round} rounds`);
  }
}

/** At no moment did the judge hold more accepted applications of a daycare than it has places, nor two for one child. */
function checkPlaces({ events, capacities, mixed }: Observation, problems: string[]): void {
  if (mixed) return;
  const accepted = new Set<string>();
  const count = (part: (id: string) => boolean): number => [...accepted].filter(part).length;
  for (const { outcome, request_id: id, status, event_id } of events) {
    if (outcome === 'refused') continue;
    if (status !== STATUS.accepted) {
      accepted.delete(id);
      continue;
    }
    accepted.add(id);
    const [child, daycare] = [id.slice(0, 15), id.slice(15)];
    const taken = count((one) => one.endsWith(daycare));
    if (taken > (capacities.get(daycare) ?? Number.POSITIVE_INFINITY))
      problems.push(`${daycare}: ${taken} accepted at once, with ${event_id}`);
    if (count((one) => one.startsWith(child)) > 1) problems.push(`${child}: two places at once, with ${event_id}`);
  }
}

/** Reads it as `packages/ledger/src/tables/request.ts` does. It is written here again, so that a mistake there is not one here. */
const expectedOf = (row: Observation['systems'][System]['requests'][number]): Status | null =>
  row.expected_version === row.version ? row.expected : row.status;

/** Both databases hold what the table holds, for every application that was ever applied. */
function checkAgreement({ states, systems }: Observation, problems: string[]): void {
  const known = new Map(states.map((state) => [state.request_id, state]));
  for (const system of SYSTEMS) {
    const rows = new Map(systems[system].requests.map((row) => [row.request_id, row]));
    for (const id of new Set([...known.keys(), ...rows.keys()])) {
      const state = known.get(id);
      const row = rows.get(id);
      if ((row?.status ?? null) !== (state?.status ?? null) || (row?.version ?? 0) !== (state?.version ?? 0)) {
        problems.push(
          `${id}: ${system} has ${row?.status}/v${row?.version}, the judge ${state?.status}/v${state?.version}`,
        );
      } else if (row !== undefined && expectedOf(row) !== project(row, [], system)) {
        problems.push(`${id}: ${system} expects ${expectedOf(row)} of ${row.status} with nothing in flight`);
      } else if (row !== undefined && row.round !== null && state?.round !== undefined && row.round !== state.round) {
        problems.push(`${id}: ${system} is in round ${row.round}, the judge in ${state.round}`);
      } else if (row !== undefined && state?.application != null) {
        const { application } = state;
        const other = Object.entries(application).filter(([field, value]) => row[field as 'child_id'] !== value);
        if (other.length > 0) problems.push(`${id}: ${system} has other ${other.map(([field]) => field).join(', ')}`);
      }
    }
  }
}

/** Nothing is in flight, every outcome that a system knows is the judge's, and its commands were judged in the order asked. */
function checkSystems(seen: Observation, byId: Map<string, JudgedEvent>, problems: string[]) {
  const { systems, events, forgotten, mixed } = seen;
  for (const system of SYSTEMS) {
    const { commands, outbox } = systems[system];
    if (outbox > 0) problems.push(`${system}: ${outbox} outbox rows were not answered`);
    for (const { event_id, outcome, version } of commands) {
      const event = byId.get(event_id);
      if (outcome === null) problems.push(`${system}: command ${event_id} is still in flight`);
      else if (event?.outcome !== outcome || event.version !== version)
        problems.push(`${system}: command ${event_id} is ${outcome}, the judge says ${event?.outcome ?? 'nothing'}`);
    }
    if (mixed) continue;
    const own = askedOf(seen, system).filter(({ event_id }) => byId.has(event_id) || !forgotten?.has(event_id));
    for (const [id, asked] of Map.groupBy(own, ({ request_id }) => request_id)) {
      const judged = events.filter((event) => event.request_id === id && event.origin === system);
      if (
        !isDeepStrictEqual(
          judged.map(({ event_id }) => event_id),
          asked.map(({ event_id }) => event_id),
        )
      )
        problems.push(`${id}: commands of ${system} were not judged in the order asked, or not each once`);
    }
  }
}

/** A decision about somebody else's application names the round: in this release the round is always known. */
function checkNames({ asked, mixed }: Observation, problems: string[]): void {
  if (mixed || asked === undefined) return;
  for (const { event_id, round } of [...asked.nursery, ...asked.management])
    if (round === undefined || round === null) problems.push(`${event_id} names no round`);
}

const askedOf = ({ asked, systems }: Observation, system: System): readonly Asked[] =>
  asked?.[system] ?? systems[system].commands.filter(({ origin }) => origin === system);

function checkEnrolment({ enrolled, states }: Observation, problems: string[]): void {
  const accepted = states.filter(({ status }) => status === STATUS.accepted).map(({ request_id }) => request_id);
  if (!isDeepStrictEqual([...enrolled].sort(), accepted.sort()))
    problems.push(`enrolled [${enrolled}], accepted [${accepted}]`);
}

/** One mail per applied event, none for a refused one. */
function checkMails({ events, mails, mailKey, excusedMails, lostMails }: Observation, problems: string[]): void {
  if (mails === undefined) return;
  const due = new Map<string, number>();
  for (const event of events) {
    const key = mailKey(event);
    due.set(key, (due.get(key) ?? 0) + (event.outcome === 'applied' ? 1 : 0));
  }
  const sent = new Map<string, number>();
  for (const mail of mails) sent.set(mail, (sent.get(mail) ?? 0) + 1);
  for (const key of new Set([...due.keys(), ...sent.keys()])) {
    const [wanted, got, excused] = [due.get(key) ?? 0, sent.get(key) ?? 0, excusedMails.get(key) ?? 0];
    if ((got < wanted && !lostMails?.has(key)) || got > wanted + excused)
      problems.push(`${key}: ${got} mails where ${wanted} are due`);
  }
}
