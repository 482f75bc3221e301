export { type CommandToJudge, judgeLanes, type Lane, type Verdict } from './judging.ts';
