import { DEFINITIONS, keptSchema, schemaOf } from './definitions.ts';

const CRD = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
spec:
  group: example.org
  names: { kind: Thing, plural: things }
  versions:
    - name: v1alpha1
      schema: { openAPIV3Schema: { type: object } }
    - name: v1
      schema:
        openAPIV3Schema:
          type: object
          description: a thing
          required: [spec]
          properties:
            apiVersion: { type: string }
            kind: { type: string }
            metadata: { type: object }
            status: { type: object }
            spec:
              type: object
              required: [name]
              properties:
                name: { type: string, pattern: "^[a-z]+$", description: its name }
                description: { type: string, nullable: true, default: none }
                port: { anyOf: [{ type: integer }, { type: string }], x-kubernetes-int-or-string: true }
                labels: { type: object, additionalProperties: { type: string } }
                anything: { type: object, x-kubernetes-preserve-unknown-fields: true, properties: { one: { type: string } } }
`;

test('a definition becomes a schema in which a field that nobody knows is an error', () => {
  expect(schemaOf(CRD, 'example.org/things v1.2.3')).toEqual({
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Thing example.org/v1, as example.org/things v1.2.3 defines it',
    type: 'object',
    additionalProperties: false,
    required: ['apiVersion', 'kind', 'metadata', 'spec'],
    properties: {
      apiVersion: { const: 'example.org/v1' },
      kind: { const: 'Thing' },
      metadata: { type: 'object' },
      spec: {
        type: 'object',
        additionalProperties: false,
        required: ['name'],
        properties: {
          name: { type: 'string', pattern: '^[a-z]+$' },
          description: { type: ['string', 'null'] },
          port: { anyOf: [{ type: 'integer' }, { type: 'string' }] },
          labels: { type: 'object', additionalProperties: { type: 'string' } },
          anything: { type: 'object', properties: { one: { type: 'string' } } },
        },
      },
    },
  });
});

test('a version that is not there is said', () => {
  expect(() => schemaOf(CRD, 'x', 'v2')).toThrow('Thing: no version v2');
});

test.each(DEFINITIONS)('$schema says whose it is', (definition) => {
  expect(keptSchema(definition)).toMatchObject({
    title: expect.stringContaining(`as ${definition.module} ${definition.version} defines it`),
  });
});
