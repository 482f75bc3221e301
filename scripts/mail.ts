import { once } from 'node:events';
import { styleText } from 'node:util';
import { defaultStateDir } from '@enterwait/command-line/files';
import { isSet } from '@enterwait/command-line/options';
import { runCli } from '../localstack/command/run-cli.ts';
import { renderMail } from '../localstack/demo/trace.ts';
import { startMailPreview } from '../localstack/mail-preview/server.ts';
import { attach } from '../localstack/stack/attach.ts';

const DEFAULT_LAST = 10;

/**
 * `make mail`: lists the mails that the emulator's SES has sent, oldest first (`LAST=n` of them; `LAST=all`).
 * `make mail PREVIEW=1` shows them as a mail program would, on a local page, until Ctrl-C.
 */
await runCli(async (signal) => {
  const { stack } = attach(defaultStateDir);
  if (isSet('PREVIEW')) return preview(() => stack.mails(), signal);
  const wish = process.env.LAST;
  const mails = await stack.mails();
  const shown = wish === 'all' ? mails : mails.slice(-(Number(wish) || DEFAULT_LAST));
  const line = styleText('dim', '─'.repeat(72));
  for (const mail of shown) console.log(`${line}\n${renderMail(mail)}\n`);
  console.log(
    `${line}\n메일 ${mails.length}통 중 ${shown.length}통 (${shown.length} of ${mails.length} mails)${shown.length < mails.length ? ' · LAST=all' : ''}\n화면으로 보기 (look at them in a browser): make mail PREVIEW=1`,
  );
});

async function preview(mails: Parameters<typeof startMailPreview>[0], signal: AbortSignal): Promise<undefined> {
  const { url, close } = await startMailPreview(mails);
  console.log(`메일 보기 (mails): ${styleText('bold', url)}\n끝내기 (to end): Ctrl-C`);
  if (!signal.aborted) await once(signal, 'abort');
  await close();
}
