export { judgeLanes, type Lane, type Question, type Verdict } from './judging.ts';
