export { codeOf, stepAt } from './steps.ts';
