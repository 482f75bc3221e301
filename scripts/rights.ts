import { tellFindings } from '@enterwait/command-line/output';
import { runCli } from '../localstack/command/run-cli.ts';
import { checkRights } from './delivery/policies/check.ts';

/** `make test ONLY=rights`: what pods and functions may do in AWS, against what they need. */
await runCli((signal) => tellFindings(() => checkRights(signal)));
