import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';

/** A request that Terraform sent to AWS. */
export interface ApiCall {
  /** As the SDK names it: `S3`, `Elastic Load Balancing v2`. */
  readonly service: string;
  readonly operation: string;
  readonly url: string;
  /** JSON or a form, flat; other bodies are not read. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** For which kind of resource; absent: for the provider itself, or for the state. */
  readonly resourceType?: string | undefined;
}

const lineSchema = z.object({
  '@message': z.string(),
  'rpc.service': z.string(),
  'rpc.method': z.string(),
  'http.url': z.string(),
  'http.request.body': z.string().default(''),
  tf_resource_type: z.string().optional(),
  /** One step of Terraform with one resource. */
  tf_req_id: z.string().optional(),
});

/**
 * Reads the requests out of a log of Terraform (`TF_LOG=JSON`). Of all that it and its provider log, what the SDK says of a request is the
 * only thing that names service and operation as they are; a proxy would have to guess them from paths.
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
  // A long body is cut off. In the same step the resource is read again, by its name.
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
 * The SDK's log hides whatever looks like a secret key, 40 characters of base64: the URL of a queue can. Such a call is left out when the
 * same operation is there with its text whole; otherwise it stays, and no policy will allow its resource.
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
