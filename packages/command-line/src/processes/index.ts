export { forEachAtOnce } from './at-once.ts';
export { type CommandOptions, type CommandResult, commandWorks, runCommand } from './command.ts';
export {
  cleanEnvironment,
  type Environment,
  noProxyList,
  PORT_VARIABLES,
  personEnvironment,
  projectEnvironment,
  proxiesIn,
  toolEnvironment,
} from './environment.ts';
export { startTimeOf } from './process-table.ts';
export {
  forgetProcess,
  isRunning,
  type ProcessRecord,
  processRecordSchema,
  recallProcess,
  recallProcesses,
  rememberProcess,
  STATE_MARKER,
  signalProcess,
  startDaemon,
  stopDaemon,
  stopProcess,
  sweepMarked,
} from './processes.ts';
export { sleep, waitFor } from './wait.ts';
