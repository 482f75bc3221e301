export { viewerOf } from './viewer.ts';
export { ACCOUNT_LINK, SIGN_IN_LINK, SIGN_UP_LINK } from './words.ts';
