import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';

/** A request that Terraform sent to AWS. */
export interface ApiCall {
  /** The SDK's name for it: `S3`, `Elastic Load Balancing v2`. */
  readonly service: string;
  readonly operation: string;
  readonly url: string;
  /** From JSON or a form, flat; other bodies are not read. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The kind of resource it was sent for; absent if for the provider itself or for the state. */
  readonly resourceType?: string | undefined;
}

const lineSchema = z.object({
  '@message': z.string(),
  'rpc.service': z.string(),
  'rpc.method': z.string(),
  'http.url': z.string(),
  'http.request.body': z.string().default(''),
  tf_resource_type: z.string().optional(),
  /** Identifies one step of Terraform with one resource. */
  tf_req_id: z.string().optional(),
});

/**
 * Reads the requests from a Terraform log (`TF_LOG=JSON`). Of everything that Terraform and its provider log, only the SDK's lines name
 * the service and the operation exactly; a proxy would have to guess them from paths.
 */
export async function readApiCalls(file: string): Promise<ApiCall[]> {
  const calls: (ApiCall & { readonly step: string; readonly cut: boolean })[] = [];
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    if (!line.includes('"HTTP Request Sent"')) continue;
    const sent = lineSchema.parse(JSON.parse(line));
    const body = sent['http.request.body'].trim();
    const cut = body.endsWith('[truncated...]');
    calls.push({
      service: sent['rpc.service'],
      operation: sent['rpc.method'],
      url: sent['http.url'],
      parameters: cut ? {} : parametersIn(body),
      resourceType: sent.tf_resource_type,
      step: sent.tf_req_id ?? '',
      cut,
    });
  }
  // The log truncates a long body. The same step reads the resource again, by its name.
  const whole = Map.groupBy(
    calls.filter(({ cut, step }) => !cut && step !== ''),
    ({ service, step }) => `${service} ${step}`,
  );
  return withoutMasked(
    calls.map(({ step, cut, ...call }) => ({
      ...call,
      parameters: cut
        ? Object.assign({}, ...(whole.get(`${call.service} ${step}`) ?? []).map(({ parameters }) => parameters))
        : call.parameters,
    })),
  );
}

/**
 * The SDK's log masks whatever looks like a secret key, which is 40 characters of base64; a queue's URL can contain such text. A masked
 * call is left out if the same operation also occurs unmasked. Otherwise it stays, and no policy will allow its resource.
 */
function withoutMasked(calls: readonly ApiCall[]): ApiCall[] {
  const isMasked = ({ parameters }: ApiCall) => JSON.stringify(parameters).includes('********');
  const whole = new Set(
    calls.filter((call) => !isMasked(call)).map(({ service, operation }) => `${service} ${operation}`),
  );
  return calls.filter((call) => !isMasked(call) || !whole.has(`${call.service} ${call.operation}`));
}

function parametersIn(body: string): Record<string, unknown> {
  if (body.startsWith('{')) return z.record(z.string(), z.unknown()).parse(JSON.parse(body));
  if (/^Action=\w+/.test(body)) return Object.fromEntries(new URLSearchParams(body));
  return {};
}
