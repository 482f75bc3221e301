import { join } from 'node:path';
import { readSettings } from '../../../localstack/settings/settings.ts';
import { pathsOf } from '../../../localstack/state/paths.ts';
import { type StackRecord, writeRecord } from '../../../localstack/state/record.ts';
import type { Checkout } from './checkout.ts';

const queuesAt = (url: string) => ({ IntegrateEventQueue: url, EventToEnterwaitQueue: url, EventToNurseryQueue: url });

/** What a stack that was started completely in the checkout has recorded, whether its parts run or not. */
export function writeRunningRecord(
  checkout: Checkout,
  more: Partial<StackRecord> = {},
  file = pathsOf(join(checkout.path, '.enterwait')).record,
): StackRecord {
  const { host, ports, region } = readSettings(checkout.env);
  const queue = `http://${host}:${ports.aws}/000000000000/queue`;
  const record: StackRecord = {
    status: 'running',
    kind: 'embedded',
    host,
    ports,
    region,
    terraformVars: {},
    serviceEnv: {},
    bundles: {},
    outputs: {
      integrate_queue_url: queue,
      table_name: 'EnterwaitApplications',
      mail_claim_table_name: 'claims',
      mail_address_table_name: 'addresses',
      event_bus_name: 'bus',
      parked_queue_url: queue,
      queue_urls: queuesAt(queue),
      dead_letter_queue_urls: queuesAt(queue),
      function_names: [],
      secret_arn: 'arn',
    },
    ...more,
  };
  writeRecord(file, record);
  return record;
}
