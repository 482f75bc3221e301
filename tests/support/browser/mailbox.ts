import { eventually } from '../eventually.ts';
import { theStack } from '../stack.ts';

/** The mail to somebody whose subject says this. */
export const mailTo = (address: string, subject: RegExp) =>
  eventually(
    async () => {
      const mails = await theStack().mails();
      const mail = mails.findLast((one) => one.to.includes(address) && subject.test(one.subject));
      if (mail === undefined) throw new Error(`no mail to ${address} about ${String(subject)}`);
      return mail;
    },
    undefined,
    500,
  );

/** The path of the link to the application in a mail. */
export function linkIn({ text }: { readonly text: string }): string {
  const found = /https?:\/\/\S+\/a\/[0-9a-f-]{36}/.exec(text)?.[0];
  if (found === undefined) throw new Error('a mail without a link');
  return found;
}
