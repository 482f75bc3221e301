import type { CommandType, System } from '@enterwait/domain/protocol';
import type { Blockage, StepName } from './hops.ts';

export interface Bilingual {
  readonly ko: string;
  readonly en: string;
}

export const COMMAND_NAMES: Record<CommandType, Bilingual> = {
  Request: { ko: '신청', en: 'Request' },
  Cancel: { ko: '취소', en: 'Cancel' },
  Accept: { ko: '승인', en: 'Accept' },
  Reject: { ko: '반려', en: 'Reject' },
};

export const SYSTEM_NAMES: Record<System, Bilingual> = {
  enterwait: { ko: '입소대기신청시스템', en: 'the parents’ system (enterwait)' },
  nursery: { ko: '아동관리시스템', en: 'the daycares’ system (nursery)' },
};

export const STEP_NAMES: Record<StepName, Bilingual> = {
  asked: { ko: '요청', en: 'Asked' },
  judged: { ko: '판정', en: 'Judged' },
  mailed: { ko: '메일', en: 'Mailed' },
  delivered: { ko: '전달', en: 'Delivered' },
  confirmed: { ko: '확인', en: 'Confirmed' },
};

/** Where the operators' commands wait. */
const THIS_SYSTEM: Bilingual = { ko: '신청관리시스템', en: 'this system' };

/** Where something waits and how it is resolved, in one sentence. */
export function wordsOf({ where, type, system, queue, reason, attempts }: Blockage): Bilingual {
  const command = type === null ? { ko: '명령', en: 'command' } : COMMAND_NAMES[type];
  const to = system === null ? THIS_SYSTEM : SYSTEM_NAMES[system];
  switch (where) {
    case 'outbox':
      return {
        ko: `${command.ko}: ${to.ko}의 발신함에 있음, 아직 큐에 넣지 못함. 자동으로 다시 보냅니다.`,
        en: `${command.en}: in the outbox of ${to.en}; the queue does not have it yet. It is sent again automatically.`,
      };
    case 'earlier-command':
      return {
        ko: `${command.ko}: ${to.ko}에서 앞선 명령의 답을 기다리는 중. 답이 오면 자동으로 보냅니다.`,
        en: `${command.en}: waits at ${to.en} until the previous command is answered. It is then sent automatically.`,
      };
    case 'judge': {
      const again = (attempts ?? 1) - 1;
      return again < 1
        ? {
            ko: `${command.ko}: 판정을 기다리는 중(${queue}).`,
            en: `${command.en}: waiting for the judge (${queue}).`,
          }
        : {
            ko: `${command.ko}: 판정을 기다리는 중(${queue}). 답이 없어 ${again}번 다시 물었고, 답이 올 때까지 자동으로 다시 묻습니다.`,
            en: `${command.en}: waiting for the judge (${queue}). Unanswered, asked again ${again === 1 ? 'once' : `${again} times`}; it is asked again automatically until it is answered.`,
          };
    }
    case 'mail':
      return {
        ko: `${command.ko}: 메일 발송을 기다리는 중(${queue}).`,
        en: `${command.en}: the mail is still to be sent (${queue}).`,
      };
    case 'delivery':
      return {
        ko: `${command.ko}: ${to.ko}에 전달을 기다리는 중(${queue}). 약 11시간 동안 자동으로 다시 시도합니다.`,
        en: `${command.en}: delivery to ${to.en} is pending (${queue}). It is retried automatically for about eleven hours.`,
      };
    case 'dead-letter':
      return {
        ko: `${command.ko}: 실패해 ${queue}에 남아 있음. 원인을 고친 뒤 재투입해야 합니다. 이유: ${reason}`,
        en: `${command.en}: failed and is in ${queue}. Fix the cause, then redrive it. Reason: ${reason}`,
      };
    case 'parked':
      return {
        ko: `${command.ko}: 다시 시도해도 될 수 없어 ${queue}에 따로 보관됨. 이유: ${reason}`,
        en: `${command.en}: permanently failed, parked in ${queue}. Reason: ${reason}`,
      };
    case 'system-down':
      return {
        ko: `${to.ko}이(가) 응답하지 않아 그쪽 시각은 알 수 없습니다. 보낸 것은 큐에서 기다립니다.`,
        en: `${to.en} does not answer, so its state is unknown. Messages for it wait in its queue.`,
      };
  }
}
