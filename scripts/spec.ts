import { tellFindings } from '@enterwait/command-line/output';
import { runCli } from '../localstack/command/run-cli.ts';
import { specFindings } from '../tests/spec/findings.ts';

/**
 * `make spec`: explores every state of the smallest worlds of docs/spec/protocol.pml, then removes the rules one at a time: each removal
 * must give a counterexample. `CHECK=NO_ROUNDS,one-application` picks some and prints their counterexamples.
 */
await runCli((signal) =>
  tellFindings(() =>
    specFindings({
      only: process.env.CHECK ? process.env.CHECK.split(',') : undefined,
      tell: (text) => console.log(text),
      signal,
    }),
  ),
);
