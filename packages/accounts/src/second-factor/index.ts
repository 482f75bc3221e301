export { codeOf, stepAt } from './codes/steps.ts';
