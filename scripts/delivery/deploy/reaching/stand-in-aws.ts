import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { quoted } from '../runner.ts';

/** For tests: a shell script that stands in for the AWS CLI. It notes in `folder` where it was told to leave a kubeconfig, then runs `then`. */
export const standInForAws = (folder: string, then = 'echo "cluster" >"$1"'): string =>
  `while [ $# -gt 1 ]; do shift; done; echo "$1" >>${quoted(join(folder, 'kubeconfigs'))}; ${then}`;

/**
 * The folders of the kubeconfigs that the stand-in was told of and that are still there. Others' do not count: the documented commands,
 * which are tested at the same time, enter clusters as well.
 */
export const clusterFoldersLeft = (folder: string): string[] =>
  readFileSync(join(folder, 'kubeconfigs'), 'utf8')
    .trim()
    .split('\n')
    .map((path) => dirname(path))
    .filter((path) => existsSync(path));
