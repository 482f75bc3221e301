import { styleText } from 'node:util';
import { attach } from '../localstack/attach.ts';
import { defaultStateDir } from '../localstack/paths.ts';
import { runCli } from './lib/cli.ts';
import { renderMail } from './lib/trace.ts';

const DEFAULT_LAST = 10;

/** `make mail`: the mails that the emulator's SES has sent, oldest first (`LAST=n` of them; `LAST=all`). */
await runCli(async () => {
  const wish = process.env.LAST;
  const mails = await attach(defaultStateDir).stack.mails();
  const shown = wish === 'all' ? mails : mails.slice(-(Number(wish) || DEFAULT_LAST));
  const line = styleText('dim', '─'.repeat(72));
  for (const mail of shown) console.log(`${line}\n${renderMail(mail)}\n`);
  console.log(
    `${line}\n메일 ${mails.length}통 중 ${shown.length}통 (${shown.length} of ${mails.length} mails)${shown.length < mails.length ? ' · LAST=all' : ''}`,
  );
});
