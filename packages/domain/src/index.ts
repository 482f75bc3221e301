export * from './application.ts';
export * from './command.ts';
export * from './delivery.ts';
export * from './event.ts';
export * from './status.ts';
