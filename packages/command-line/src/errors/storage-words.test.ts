import { CommandFailed } from './errors.ts';
import { storageAdvice } from './storage-words.ts';

test.each([
  ['pip', "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device: '/v/lib'", 'df -h'],
  ['Terraform', 'Error: Failed to install provider: write /p/aws: no space left on device', 'df -h'],
  ['MariaDB', "[ERROR] mariadbd: Can't create file '/d/t' (errno: 28 \"No space left on device\")", 'df -h'],
  ['InnoDB', '[ERROR] InnoDB: preallocating 12582912 bytes for file ./ibdata1 failed with error 28', 'df -h'],
  ['npm', 'npm error code ENOSPC', 'df -h'],
  ['a venv', "Error: [Errno 30] Read-only file system: '/c/venv'", 'mount'],
  ['a venv of somebody else', "Error: [Errno 13] Permission denied: '/c/venv'", 'chown'],
])('what %s says of the disk is known', (_who, output, advice) => {
  expect(storageAdvice(output)).toContain(advice);
  expect(new CommandFailed('x', 1, output).advice).toContain(advice);
});

test.each([
  'Could not find a version that satisfies the requirement localstack (from versions: none)',
  'Error: could not query provider registry: dial tcp: lookup registry.terraform.io: no such host',
  'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock',
])('what is no matter of the disk is left to others: %s', (output) => {
  expect(storageAdvice(output)).toBeUndefined();
});
