export { within } from './deadline.ts';
export { createHousekeeping } from './housekeeping.ts';
export { createLiveness } from './liveness.ts';
export { createLogger, type Logger } from './logging.ts';
export { createMetrics, type Metrics } from './metrics.ts';

export { main, startServer } from './server.ts';
