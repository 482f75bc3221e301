export { parseInput } from './body.ts';
export { jsonBody, signedBody } from './json-body.ts';
