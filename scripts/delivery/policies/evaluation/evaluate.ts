import { z } from 'zod';

const text = z.string().refine((value) => !value.includes('${'), 'policy variables are not evaluated here');
const several = z.union([text, z.array(text)]).transform((value) => [value].flat());
const flag = z.boolean().transform(String);
const operands = z.union([text, flag, z.array(z.union([text, flag]))]).transform((value): string[] => [value].flat());

/** Strict: refuses what this evaluator does not know (NotAction, NotPrincipal, policy variables) instead of ignoring it. */
const statementSchema = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: several,
  /** Absent in a trust document, whose resource is the role itself. */
  Resource: several.optional(),
  /** Only in a document that belongs to a resource. */
  Principal: z.union([z.literal('*'), z.record(z.string(), several)]).optional(),
  Condition: z.record(z.string(), z.record(z.string(), operands)).optional(),
});
export type Statement = z.infer<typeof statementSchema>;

const documentSchema = z.object({ Statement: z.union([statementSchema, z.array(statementSchema)]) });

/** @param document in the form IAM accepts, as JSON text or parsed @throws ZodError for anything that is not evaluated here */
export const statementsOf = (document: unknown): Statement[] =>
  [documentSchema.parse(typeof document === 'string' ? JSON.parse(document) : document).Statement].flat();

/** A request to AWS. */
export interface Call {
  readonly action: string;
  /** An ARN; `*` if the action has no resource. Left out when a trust document is evaluated. */
  readonly resource?: string;
  /** The caller, for a document with principals: `{ Federated: 'arn:…' }`, `{ Service: 'lambda.amazonaws.com' }`. */
  readonly principal?: Readonly<Record<string, string>>;
  /** Condition keys; a key that is not here is missing from the request. A list is a multivalued key. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

/** The part of a statement that matches a call. */
export interface Match {
  readonly statement: Statement;
  readonly action: string;
  readonly resource: string;
}

export interface Decision {
  readonly allowed: boolean;
  /** Every right that allows the call, even if a Deny overrides it. */
  readonly allows: readonly Match[];
  readonly denies: readonly Match[];
}

/**
 * What IAM decides from these statements alone: one allows the call and none denies it. Permission boundaries, organisation policies and
 * session policies are not evaluated.
 * @throws Error for an unknown condition operator
 */
export function decide(statements: readonly Statement[], call: Call): Decision {
  const matches = statements.flatMap((statement) => matchesOf(statement, call));
  const allows = matches.filter(({ statement }) => statement.Effect === 'Allow');
  const denies = matches.filter(({ statement }) => statement.Effect === 'Deny');
  return { allowed: allows.length > 0 && denies.length === 0, allows, denies };
}

export const isAllowed = (statements: readonly Statement[], call: Call): boolean => decide(statements, call).allowed;

/** Each action on each resource that the statements allow, as written. */
export const rightsOf = (statements: readonly Statement[]): Match[] =>
  statements
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap((statement) =>
      statement.Action.flatMap((action) =>
        (statement.Resource ?? ['']).map((resource) => ({ statement, action, resource })),
      ),
    );

function matchesOf(statement: Statement, call: Call): Match[] {
  if (!isMeant(statement, call.principal) || !holds(statement.Condition ?? {}, call.context ?? {})) return [];
  const actions = statement.Action.filter((action) => like(action.toLowerCase(), call.action.toLowerCase()));
  const resources =
    statement.Resource === undefined
      ? ['']
      : statement.Resource.filter((resource) => resourceMatches(resource, call.resource));
  return actions.flatMap((action) => resources.map((resource) => ({ statement, action, resource })));
}

function isMeant({ Principal }: Statement, principal: Call['principal']): boolean {
  if (Principal === undefined) return principal === undefined;
  if (Principal === '*') return true;
  return Object.entries(principal ?? {}).some(([kind, name]) =>
    (Principal[kind] ?? []).some((one) => one === '*' || one === name),
  );
}

function resourceMatches(pattern: string, resource: string | undefined): boolean {
  if (resource === undefined) throw new Error(`a call without a resource meets ${pattern}`);
  return pattern === '*' || arnLike(pattern, resource);
}

/** A wildcard stays within its part of the ARN; the last part, the resource's own name, may contain colons. */
function arnLike(pattern: string, arn: string): boolean {
  const [patterns, parts] = [partsOfArn(pattern), partsOfArn(arn)];
  return patterns.length === parts.length && patterns.every((part, at) => like(part, parts[at] ?? ''));
}

function partsOfArn(arn: string): string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, 5), ...(parts.length > 5 ? [parts.slice(5).join(':')] : [])];
}

/** `*` matches any text, `?` one character. */
function like(pattern: string, text: string): boolean {
  const expression = pattern
    .replace(/[.+^$|()[\]{}\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`, 's').test(text);
}

type Compare = (operand: string, value: string) => boolean;
const equal: Compare = (operand, value) => operand === value;
const equalAnyCase: Compare = (operand, value) => operand.toLowerCase() === value.toLowerCase();

const OPERATORS: Readonly<Record<string, { readonly compare: Compare; readonly negated?: true }>> = {
  StringEquals: { compare: equal },
  StringNotEquals: { compare: equal, negated: true },
  StringEqualsIgnoreCase: { compare: equalAnyCase },
  StringLike: { compare: like },
  StringNotLike: { compare: like, negated: true },
  // IAM treats both the same.
  ArnEquals: { compare: arnLike },
  ArnLike: { compare: arnLike },
  ArnNotEquals: { compare: arnLike, negated: true },
  ArnNotLike: { compare: arnLike, negated: true },
  Bool: { compare: equalAnyCase },
};

/** All operators and all keys must hold; one matching value per key is enough. */
function holds(conditions: NonNullable<Statement['Condition']>, context: NonNullable<Call['context']>): boolean {
  return Object.entries(conditions).every(([operator, keys]) =>
    Object.entries(keys).every(([key, operandsOfKey]) => {
      const name = Object.keys(context).find((one) => one.toLowerCase() === key.toLowerCase());
      return conditionHolds(operator, operandsOfKey, name === undefined ? undefined : context[name]);
    }),
  );
}

function conditionHolds(
  written: string,
  operandsOfKey: readonly string[],
  value: string | readonly string[] | undefined,
): boolean {
  if (written === 'Null') return operandsOfKey.includes(String(value === undefined));
  const { quantifier, name, ifExists } =
    /^(?:(?<quantifier>ForAllValues|ForAnyValue):)?(?<name>[A-Za-z]+?)(?<ifExists>IfExists)?$/.exec(written)?.groups ??
    {};
  const operator = OPERATORS[name ?? ''];
  if (operator === undefined) throw new Error(`the condition operator ${written} is not evaluated here`);
  const test = (one: string): boolean =>
    operandsOfKey.some((operand) => operator.compare(operand, one)) !== (operator.negated === true);

  if (quantifier === 'ForAllValues') return [value ?? []].flat().every(test);
  if (quantifier === 'ForAnyValue') return [value ?? []].flat().some(test);
  // A missing key is unequal to everything.
  if (value === undefined) return ifExists !== undefined || operator.negated === true;
  if (typeof value !== 'string')
    throw new Error(`${written} is asked of several values: it needs ForAllValues or ForAnyValue`);
  return test(value);
}
