export { DetourError, HttpError, RefusedError } from './errors.ts';
export { attempting } from './refusals.ts';
