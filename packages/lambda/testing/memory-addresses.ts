import { type MailAddressState, mergeAddressStates, UNKNOWN_ADDRESS } from '@enterwait/domain/application';
import type { MailAddresses } from '@enterwait/judge/table';

/** The table of mail addresses in memory. */
export function memoryAddresses(): MailAddresses & { readonly states: Map<string, MailAddressState> } {
  const states = new Map<string, MailAddressState>();
  const state = async (key: string): Promise<MailAddressState> => states.get(key) ?? UNKNOWN_ADDRESS;
  return {
    states,
    state,
    async learn(key, heard) {
      states.set(key, mergeAddressStates(await state(key), heard));
      return state(key);
    },
    async forget(key) {
      states.delete(key);
    },
  };
}
