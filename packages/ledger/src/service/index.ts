export {
  migrationFoldersOf,
  type OwnRules,
  publicUrlOf,
  startWaitlistService,
  type WaitlistParts,
} from './waitlist-service.ts';
