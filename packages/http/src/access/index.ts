export { notAllowed, notYours } from './access.ts';
export { createAuthenticator } from './credentials.ts';
export { requireOwn } from './own.ts';
export {
  type Actor,
  type Authenticate,
  actorOf,
  addressOf,
  type Identity,
  type Person,
  type Principal,
  personOf,
  principalOf,
  ROLES,
  type Role,
  visitorOf,
} from './principal.ts';
