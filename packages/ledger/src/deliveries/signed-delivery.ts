import { type DeliveryFacts, deliveryExtensionSchema, deliveryFactsSchema, HEADERS } from '@enterwait/domain/protocol';
import { parseInput, signedBody } from '@enterwait/http/body';
import { HttpError } from '@enterwait/http/errors';
import type { Request, RequestHandler } from 'express';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import type { z } from 'zod';

export interface SignedDelivery<Body> {
  readonly facts: DeliveryFacts;
  readonly body: Body;
}

/** Reads a synchronising call: checks both signatures over the raw bytes, then the shapes. */
export interface DeliveryReader {
  readonly middleware: readonly RequestHandler[];
  read<Schema extends z.ZodType>(req: Request, schema: Schema): SignedDelivery<z.infer<Schema>>;
  /** For a call that is not about an application: it has only a body. */
  readBody<Schema extends z.ZodType>(req: Request, schema: Schema): z.infer<Schema>;
}

/** @param secret `whsec_…`, shared with the Lambdas that deliver */
export function createDeliveryReader(secret: string): DeliveryReader {
  const webhook = new Webhook(secret);

  const verify = (payload: string, req: Request, signature: string | undefined): unknown => {
    if (signature === undefined) throw unsigned();
    try {
      return webhook.verify(payload, {
        'webhook-id': req.header('webhook-id') ?? '',
        'webhook-timestamp': req.header('webhook-timestamp') ?? '',
        'webhook-signature': signature,
      });
    } catch (error) {
      if (error instanceof WebhookVerificationError) {
        throw new HttpError(403, 'signature-invalid', '서명이 맞지 않습니다 / the signature is old or wrong');
      }
      if (error instanceof SyntaxError)
        throw new HttpError(400, 'malformed-json', 'JSON 형식이 아닙니다 / the body is not JSON');
      throw error;
    }
  };

  const verifyBody = (req: Request): unknown => {
    const payload = Buffer.isBuffer(req.body) ? req.body.toString('utf8') : '';
    return verify(payload, req, req.header('webhook-signature'));
  };

  return {
    middleware: signedBody,
    readBody: (req, schema) => parseInput(schema, verifyBody(req)),
    read(req, schema) {
      const body = verifyBody(req);
      const header = req.header(HEADERS.facts);
      if (header === undefined) {
        throw new HttpError(
          400,
          'event-required',
          `${HEADERS.facts} 헤더가 필요합니다 / the header ${HEADERS.facts} is required`,
        );
      }
      const facts = parseInput(deliveryFactsSchema, verify(header, req, req.header(HEADERS.factsSignature)));
      if (facts.event_id !== req.header('webhook-id')) {
        throw new HttpError(400, 'event-mismatch', '이벤트 번호가 서로 다릅니다 / webhook-id is not the event_id');
      }
      // Functions of the previous release send none.
      const extension = req.header(HEADERS.extension);
      const more =
        extension === undefined
          ? {}
          : parseInput(deliveryExtensionSchema, verify(extension, req, req.header(HEADERS.extensionSignature)));
      return { facts: { ...facts, ...more }, body: parseInput(schema, body) };
    },
  };
}

const unsigned = (): HttpError =>
  new HttpError(401, 'signature-required', '서명이 필요합니다 / a signature is required');
