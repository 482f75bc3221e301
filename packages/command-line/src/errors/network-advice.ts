import { proxiesIn } from '../processes/environment.ts';

/** What to do about something that could not be fetched, and by which proxy it was tried. */
export function networkAdvice(advice: string, env: NodeJS.ProcessEnv = process.env): string {
  const proxies = proxiesIn(env);
  return proxies.length === 0
    ? advice
    : `${advice} · 프록시가 설정되어 있습니다, 답하나요 (a proxy is set, does it answer?): ${proxies.join(' ')}`;
}
