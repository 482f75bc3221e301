export { runMain } from './run-command.ts';
