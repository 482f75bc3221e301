export { initRoute } from './init.ts';
export { SAMPLE_NURSERIES } from './sample-nurseries.ts';
