import { join } from 'node:path';
import { Cancelled } from '@enterwait/command-line/errors';
import { defaultStateDir } from '@enterwait/command-line/files';
import { isSet } from '@enterwait/command-line/options';
import { isWhole, renderResult, runImport } from '@enterwait/operations/import';
import { isInTheOpen, readFrom } from '@enterwait/operations/import/sources';
import { runCli } from '../localstack/command/run-cli.ts';
import { openTarget } from './delivery/targets/open-target.ts';

/**
 * `make import FROM=…`: checks the old system's data and loads it into the running stack (`TARGET=aws`: into AWS).
 * `FROM`: `mysql://…`, a dump (also `.gz`) or a folder of CSV files; `ENCODING=euc-kr` sets the files' encoding. `@file` and `env:NAME`
 * point to a file or a variable that holds the value.
 * `DRY_RUN=1` changes nothing. An interrupted import resumes when it is run again; running a finished one again changes nothing.
 * Exits with 0 if rows read = rows loaded + rows refused, and reconcile finds nothing.
 */
await runCli(async (signal) => {
  const from = readFrom(process.env.FROM ?? '');
  if (isInTheOpen(from)) {
    console.error(
      '! FROM 의 암호가 프로세스 목록에 보입니다 (the password in FROM can be seen in the process list): FROM=@파일 (file) · FROM=env:OLD_DATABASE',
    );
  }
  const target = await openTarget();
  try {
    const result = await runImport(target, {
      from,
      encoding: process.env.ENCODING || undefined,
      dryRun: isSet('DRY_RUN'),
      folder: join(defaultStateDir, 'import'),
      signal,
    });
    console.log(`\n${renderResult(result)}`);
    return isWhole(result) ? 0 : 1;
  } catch (error) {
    if (error instanceof Cancelled)
      console.log('\n같은 명령을 다시 실행하면 이어서 합니다 (run the same command again: it goes on)');
    throw error;
  } finally {
    target.close();
  }
});
