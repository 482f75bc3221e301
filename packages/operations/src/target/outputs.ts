import { z } from 'zod';

/** Terraform's outputs for a pipeline. */
export const outputsSchema = z.object({
  integrate_queue_url: z.string(),
  table_name: z.string(),
  mail_claim_table_name: z.string(),
  /** Missing from the record of a stack that an earlier release started. */
  mail_address_table_name: z.string().default('EnterwaitMailAddresses'),
  event_bus_name: z.string(),
  parked_queue_url: z.string(),
  queue_urls: z.record(z.string(), z.string()),
  dead_letter_queue_urls: z.record(z.string(), z.string()),
  function_names: z.union([
    z.array(z.string()),
    z.record(z.string(), z.string()).transform((map) => Object.values(map)),
  ]),
  secret_arn: z.string(),
});
export type TerraformOutputs = z.infer<typeof outputsSchema>;
