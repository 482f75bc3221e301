import { isDeepStrictEqual } from 'node:util';
import { type Application, type JudgedEvent, move, STATUS, type Status } from '@enterwait/domain';
import type { Observation, System } from './world.ts';

const SYSTEMS: readonly System[] = ['enterwait', 'nursery'];
const ORIGINS = { parent: 'enterwait', staff: 'nursery', operator: 'management' } as const;

/**
 * What must hold whenever all is quiet, whatever happened before (`shared/design.md`, "Why it cannot lose or disagree").
 * @returns what does not hold, in words; empty when all is well
 */
export function check(seen: Observation): string[] {
  const problems = [...seen.violations];
  const byId = new Map(seen.events.map((event) => [event.event_id, event]));
  checkAnswers(seen, byId, problems);
  checkHistories(seen, problems);
  checkAgreement(seen, problems);
  checkSystems(seen, byId, problems);
  checkEnrolment(seen, problems);
  checkMails(seen, problems);
  return problems;
}

/** Every command that was answered 2xx has its event; one key never stands for two. */
function checkAnswers({ answers }: Observation, events: Map<string, JudgedEvent>, problems: string[]): void {
  const byKey = new Map<string, string>();
  for (const { ask, status, eventId, requestId } of answers) {
    if (status < 200 || status > 299) continue;
    const event = events.get(eventId ?? '');
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

/** A daycare takes out a child that it has; the application of one that waits is the parents'. */
const isLeave = ({ type, origin }: JudgedEvent): boolean => type === 'Cancel' && origin === ORIGINS.staff;

/** Applied events have the versions 1..n and are legal one after the other; refused ones met the state that they name. */
function checkHistories({ events, states }: Observation, problems: string[]): void {
  for (const [id, all] of Map.groupBy(events, ({ request_id }) => request_id)) {
    const applied = all.filter(({ outcome }) => outcome === 'applied').sort((a, b) => a.version - b.version);
    const statuses: (Status | null)[] = [null];
    let application: Application | null = null;
    for (const [index, event] of applied.entries()) {
      const met = statuses[index] ?? null;
      const next = move(met, event.type, event.origin);
      if (event.version !== index + 1) problems.push(`${id}: version ${event.version} where ${index + 1} is due`);
      if (!next.legal || next.to !== event.status) problems.push(`${id}: ${event.type} applied upon ${met}`);
      if (isLeave(event) && met !== STATUS.accepted)
        problems.push(`${id}: its daycare withdrew what it had not accepted`);
      if (event.application === null) problems.push(`${id}: version ${event.version} has no application`);
      else if (event.type === 'Request') application = event.application;
      else if (!isDeepStrictEqual(event.application, application))
        problems.push(`${id}: ${event.type} rewrote personal data`);
      statuses.push(event.status);
    }
    for (const event of all.filter(({ outcome }) => outcome === 'refused')) {
      const met = statuses[event.version];
      if (met === undefined || met !== event.status) problems.push(`${id}: refused ${event.type} met no such state`);
      else if (move(met, event.type, event.origin).legal) problems.push(`${id}: ${event.type} refused upon ${met}`);
    }
    const state = states.find(({ request_id }) => request_id === id);
    const last = applied.at(-1);
    if (state?.version !== last?.version || state?.status !== last?.status)
      problems.push(`${id}: STATE is not the last applied event`);
    else if (state !== undefined && !isDeepStrictEqual(state.application, application))
      problems.push(`${id}: STATE has other personal data than the last applied Request`);
  }
}

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
      } else if (row !== undefined && state?.application != null) {
        const { application } = state;
        const other = Object.entries(application).filter(([field, value]) => row[field as 'child_id'] !== value);
        if (other.length > 0) problems.push(`${id}: ${system} has other ${other.map(([field]) => field).join(', ')}`);
      }
    }
  }
}

/** Nothing is in flight, every outcome that a system knows is the judge's, and its commands were judged in the order asked. */
function checkSystems({ systems, events, redriven }: Observation, byId: Map<string, JudgedEvent>, problems: string[]) {
  for (const system of SYSTEMS) {
    const { commands, outbox } = systems[system];
    if (outbox > 0) problems.push(`${system}: ${outbox} outbox rows were not sent`);
    for (const { event_id, outcome, version } of commands) {
      const event = byId.get(event_id);
      if (outcome === null) problems.push(`${system}: command ${event_id} is still in flight`);
      else if (event?.outcome !== outcome || event.version !== version)
        problems.push(`${system}: command ${event_id} is ${outcome}, the judge says ${event?.outcome ?? 'nothing'}`);
    }
    const own = commands.filter(({ origin }) => origin === system);
    for (const [id, asked] of Map.groupBy(own, ({ request_id }) => request_id)) {
      if (redriven.has(id)) continue;
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

function checkEnrolment({ enrolled, states }: Observation, problems: string[]): void {
  const accepted = states.filter(({ status }) => status === STATUS.accepted).map(({ request_id }) => request_id);
  if (!isDeepStrictEqual([...enrolled].sort(), accepted.sort()))
    problems.push(`enrolled [${enrolled}], accepted [${accepted}]`);
}

/** One mail an applied event, none for a refused one. */
function checkMails({ events, mails, mailKey, excusedMails }: Observation, problems: string[]): void {
  const due = new Map<string, number>();
  for (const event of events) {
    const key = mailKey(event);
    due.set(key, (due.get(key) ?? 0) + (event.outcome === 'applied' ? 1 : 0));
  }
  const sent = new Map<string, number>();
  for (const mail of mails) sent.set(mail, (sent.get(mail) ?? 0) + 1);
  for (const key of new Set([...due.keys(), ...sent.keys()])) {
    const [wanted, got, excused] = [due.get(key) ?? 0, sent.get(key) ?? 0, excusedMails.get(key) ?? 0];
    if (got < wanted || got > wanted + excused) problems.push(`${key}: ${got} mails where ${wanted} are due`);
  }
}
