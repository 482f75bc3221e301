import { requireListedCalls } from '../commands/calls.ts';
import { forgetInvented } from '../people/invented.ts';
import { closeAws } from '../stack/aws.ts';
import { closeDatabases } from '../stack/databases.ts';

afterAll(async () => {
  await forgetInvented();
  closeAws();
  await closeDatabases();
  requireListedCalls();
});
