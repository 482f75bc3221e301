import { tellFindings } from '@enterwait/command-line/output';
import { runCli } from '../localstack/command/run-cli.ts';
import { checkRights } from './delivery/policies/check.ts';

/** `make test ONLY=rights`: compares what pods and functions may do in AWS with what they need. */
await runCli((signal) => tellFindings(() => checkRights(signal)));
