import { mailsTo } from '../scenarios/outcome.ts';
import { eventually } from '../stack/eventually.ts';

/** The mail to somebody with this in its subject. */
export const mailTo = (address: string, subject: RegExp) =>
  eventually(async () => {
    const mail = (await mailsTo(address)).findLast((one) => subject.test(one.subject));
    if (mail === undefined) throw new Error(`no mail to ${address} about ${String(subject)}`);
    return mail;
  });

/** The path of the link to the application in a mail. */
export function linkIn({ text }: { readonly text: string }): string {
  const found = /https?:\/\/\S+\/a\/[0-9a-f-]{36}/.exec(text)?.[0];
  if (found === undefined) throw new Error('a mail without a link');
  return found;
}
