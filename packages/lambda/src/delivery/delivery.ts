import type { JudgedEvent } from '@enterwait/domain/protocol';
import { DeliveryError } from '@enterwait/judge/errors';
import type { SecretSource } from './secret.ts';
import { deliveryHeaders, noticeHeaders } from './signature.ts';

interface Call {
  readonly url: string;
  readonly body: string;
}

/** One call to a system: the event, the URL, and the body that the endpoint takes. */
export interface Delivery extends Call {
  readonly event: JudgedEvent;
}

/** A call that is not about an application: only its body is signed. */
export interface Notice extends Call {
  /** Id of the message it comes from: a repeat has the same. */
  readonly id: string;
}

export interface Deliverer {
  /**
   * Delivers until the system answers 2xx. @returns that status
   * @throws DeliveryError for any other answer, or none in time
   */
  deliver(delivery: Delivery): Promise<number>;
}

export interface Notifier {
  /** Like `deliver`, for calls that are not about an application. @throws DeliveryError */
  notify(notice: Notice): Promise<number>;
}

export interface DelivererDependencies {
  readonly secret: SecretSource;
  readonly fetch: typeof fetch;
  readonly now: () => Date;
  readonly timeoutMs: number;
}

/** How a system answers a signature it does not accept: 403 for a wrong one. */
const NOT_SIGNED_RIGHT = [401, 403];

export function createDeliverer({ secret, fetch, now, timeoutMs }: DelivererDependencies): Deliverer & Notifier {
  const post = async (delivery: Delivery | Notice, signingSecret: string): Promise<number> => {
    const { url, body } = delivery;
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers:
        'event' in delivery
          ? deliveryHeaders(delivery.event, body, signingSecret, now())
          : noticeHeaders(delivery.id, body, signingSecret, now()),
      // No redirects: a signed body with personal data goes only to the configured URL.
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    // Read to its end, or the connection could not be reused.
    await response.arrayBuffer();
    return response.status;
  };

  /** A connection that was closed while idle fails at its next use: no reason to wait 10 s. A repeat is harmless. */
  const postOnFreshConnection = async (delivery: Delivery | Notice, signingSecret: string): Promise<number> => {
    try {
      return await post(delivery, signingSecret);
    } catch (error) {
      if (!isClosedConnection(error)) throw error;
      return post(delivery, signingSecret);
    }
  };

  const deliver = async (delivery: Delivery | Notice): Promise<number> => {
    let status: number;
    try {
      status = await postOnFreshConnection(delivery, await secret.get());
      // The secret may have changed within the last five minutes.
      if (NOT_SIGNED_RIGHT.includes(status)) status = await postOnFreshConnection(delivery, await secret.get(true));
    } catch (error) {
      throw asDeliveryError(error, timeoutMs);
    }
    if (status < 200 || status > 299) throw new DeliveryError(status, `status ${status}`);
    return status;
  };
  return { deliver, notify: deliver };
}

const CLOSED_CONNECTION = ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'];

/** Name of the error that `fetch` threw, and the code of the underlying connection error. */
function inspect(error: unknown): { name: string | undefined; code: string | undefined } {
  const { name, cause } = error as { name?: string; cause?: { code?: unknown } };
  return { name, code: typeof cause?.code === 'string' ? cause.code : undefined };
}

function isClosedConnection(error: unknown): boolean {
  const { name, code } = inspect(error);
  return name === 'TypeError' && code !== undefined && CLOSED_CONNECTION.includes(code);
}

/** Turns an error of `fetch` into a failed delivery; an error of Secrets Manager stays as it is. */
function asDeliveryError(error: unknown, timeoutMs: number): unknown {
  const { name, code } = inspect(error);
  if (name === 'TimeoutError') return new DeliveryError(null, `no answer within ${timeoutMs} ms`, { cause: error });
  if (name === 'TypeError') return new DeliveryError(null, code ?? 'no connection', { cause: error });
  return error;
}
