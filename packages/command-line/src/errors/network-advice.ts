import { proxiesIn } from '../processes/environment.ts';

/** The advice for a failed download, including the proxies that were used. */
export function networkAdvice(advice: string, env: NodeJS.ProcessEnv = process.env): string {
  const proxies = proxiesIn(env);
  return proxies.length === 0
    ? advice
    : `${advice} · 프록시가 설정되어 있습니다, 답하나요 (a proxy is set, does it answer?): ${proxies.join(' ')}`;
}
