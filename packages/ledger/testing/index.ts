export { type Answer, recordingPool } from './recording-pool.ts';
