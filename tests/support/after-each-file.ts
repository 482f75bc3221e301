import { closeAws } from './aws.ts';
import { closeDatabases } from './databases.ts';

afterAll(async () => {
  closeAws();
  await closeDatabases();
});
