import { type SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
import { UnprocessableRecordError } from '@enterwait/judge/errors';

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export interface Mailer {
  /**
   * Hands a mail to the provider. @returns the provider's id of it
   * @throws UnprocessableRecordError when the provider permanently refuses this mail
   */
  send(mail: Mail): Promise<string>;
}

/**
 * SES' refusals of one mail or its addresses. All other errors (throttling, an outage, a paused account) are temporary.
 */
const PERMANENT_ERRORS = ['MessageRejected', 'InvalidParameterValue'];

export const createMailer = (client: Pick<SESClient, 'send'>, sender: string, configurationSet?: string): Mailer => ({
  async send({ to, subject, text, html }) {
    const content = (data: string) => ({ Data: data, Charset: 'UTF-8' });
    try {
      const answer = await client.send(
        new SendEmailCommand({
          Source: sender,
          ...(configurationSet === undefined ? {} : { ConfigurationSetName: configurationSet }),
          Destination: { ToAddresses: [to] },
          // SES builds the headers from these fields; no header line is ever assembled here.
          Message: { Subject: content(toOneLine(subject)), Body: { Text: content(text), Html: content(html) } },
        }),
      );
      return answer.MessageId ?? 'unknown';
    } catch (error) {
      // Its message quotes the address, so only the name is kept.
      if (error instanceof Error && PERMANENT_ERRORS.includes(error.name)) {
        throw new UnprocessableRecordError(`SES refused: ${error.name}`);
      }
      throw error;
    }
  },
});

const toOneLine = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
