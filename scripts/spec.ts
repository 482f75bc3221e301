import { tellFindings } from '@enterwait/command-line/output';
import { runCli } from '../localstack/command/run-cli.ts';
import { specFindings } from '../tests/spec/findings.ts';

/**
 * `make spec`: goes through everything that can happen in the smallest worlds of docs/spec/protocol.pml, then takes one rule away after the
 * other: each must give a counterexample. `CHECK=NO_ROUNDS,one-application` picks some and tells the counterexamples.
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
