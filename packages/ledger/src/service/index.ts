export {
  type OwnRules,
  startWaitlistService,
  type WaitlistParts,
} from './waitlist-service.ts';
