import { closeAws } from './aws.ts';
import { requireListedCalls } from './calls.ts';
import { closeDatabases } from './databases.ts';
import { forgetInvented } from './invented.ts';

afterAll(async () => {
  await forgetInvented();
  closeAws();
  await closeDatabases();
  requireListedCalls();
});
