// The OpenAPI document, made from the same schemas that check every call. docs/openapi.json is what is served.
import { jsonSchemaTransform } from '@fastify/type-provider-zod';
import type { FastifyDynamicSwaggerOptions, SwaggerTransformObject } from '@fastify/swagger';
import type { OpenAPIV3_1 } from 'openapi-types';
import { z } from 'zod';
import { settingsSchema } from '../../shared/settings.ts';
import { EXAMPLES } from './examples.ts';
import type { Refusal } from './refusals.ts';
import type { Route } from './rest.ts';
import { exitArgs, refusalAnswer, startedAnswer } from './schemas.ts';
import { isVerbName, verbs, type VerbName } from './verbs.ts';

const apiKey = z.string().optional().meta({
  description:
    'The key, as the documents of the tool have it. "Authorization: Bearer" is preferred. Both: they must be the same.',
  writeOnly: true,
});

const exitHeaders = z.object({
  'Idempotency-Key': z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/)
    .optional()
    .meta({ description: 'Names this call: within a day the same name and call mean the same exit, after a restart too.' }),
  Prefer: z
    .string()
    .optional()
    .meta({ description: 'respond-async: answers 202 with the exit id as soon as it runs, not when its verdict is known.' }),
});

const REFUSED: Readonly<Record<Refusal['status'], string>> = {
  400: 'The body is missing, is not JSON or not of this shape, or a parameter is not known. Nothing was sent.',
  401: 'No key, or one that does not work.',
  403: 'The key may not do this, nobody confirmed it on screen, or a page in a browser asks. Nothing was sent.',
  404: 'No such account, instrument, position or exit; candidates lists what there is.',
  409: 'The name fits several things, or something else that runs forbids it. Nothing was sent.',
  422: 'This Idempotency-Key named another call. Nothing was sent.',
  429: 'Too many calls. An exit with a key that works is never refused for that.',
  500: 'This failed inside Breakglass. Nothing is assumed about the positions.',
  503: 'What is needed can not be reached or can not be done now. Nothing was sent.',
};

const NAMES_THINGS: ReadonlySet<VerbName> = new Set(['flatten', 'partialClose', 'preview', 'exit', 'timeline']);

function refusalsOf(name: VerbName): readonly Refusal['status'][] {
  const named: Refusal['status'][] = NAMES_THINGS.has(name) ? [404] : [];
  const ofExit: Refusal['status'][] = verbs[name].kind === 'exit' ? [409, 422] : name === 'preview' ? [409] : [];
  return [400, 401, 403, ...named, ...ofExit, 429, 500, 503];
}

/** What Fastify knows of a route; nothing is checked by it: calls.ts does that for all ways in alike. */
export function describedRoute({ method, path, verb: name, summary, takesApiKey }: Route): Record<string, unknown> {
  const verb = verbs[name];
  const isExit = verb.kind === 'exit';
  const body = takesApiKey === true && verb.args instanceof z.ZodObject ? verb.args.extend({ api_key: apiKey }) : verb.args;
  const answered = isExit ? 'The verdict is known. success is true only when it is flat.' : summary;
  return {
    operationId: name,
    summary,
    ...(method === 'POST' ? { body } : {}),
    ...(path.includes(':exitId') ? { params: exitArgs } : {}),
    ...(isExit ? { headers: exitHeaders } : {}),
    response: {
      200: verb.answer.meta({ description: answered }),
      ...(isExit ? { 202: startedAnswer.meta({ description: 'It runs; Location leads to its report.' }) } : {}),
      ...Object.fromEntries(refusalsOf(name).map((status) => [status, refusalAnswer.meta({ description: REFUSED[status] })])),
    },
  };
}

const REFUSAL = { $ref: '#/components/schemas/Refusal' } as const;

const text = (description: string): OpenAPIV3_1.HeaderObject => ({ description, schema: { type: 'string' } });
const location = { Location: text('The path of its report: /v1/api/exits/{exitId}') };
const HEADERS: Readonly<Record<string, Readonly<Record<string, OpenAPIV3_1.HeaderObject>>>> = {
  202: { ...location, 'Preference-Applied': text('respond-async, where it was asked for') },
  401: { 'WWW-Authenticate': text('Bearer') },
  429: { 'Retry-After': text('Seconds') },
};

/** Headers of answers, and examples, which schemas do not tell. */
function complete(document: Partial<OpenAPIV3_1.Document>): Partial<OpenAPIV3_1.Document> {
  const paths = Object.entries(document.paths ?? {}).map(([path, item]) => [
    path,
    Object.fromEntries(
      Object.entries(item ?? {}).map(([method, operation]) => [method, completed(operation as OpenAPIV3_1.OperationObject)]),
    ),
  ]);
  const components = { ...document.components, schemas: { Refusal: refusalSchema() } };
  return { ...document, components, paths: Object.fromEntries(paths) as OpenAPIV3_1.PathsObject };
}

function completed(operation: OpenAPIV3_1.OperationObject): OpenAPIV3_1.OperationObject {
  const { operationId: name = '', requestBody, responses = {} } = operation;
  if (!isVerbName(name)) return operation;
  const example = EXAMPLES[name];
  const isExit = verbs[name].kind === 'exit';
  const answers = Object.entries(responses).map(([status, response]) => {
    const headers = status === '200' && isExit ? location : HEADERS[status];
    const answer = { ...response, ...(headers === undefined ? {} : { headers }) };
    if (Number(status) >= 400) return [status, { ...answer, content: { 'application/json': { schema: REFUSAL } } }];
    return [status, withExample(answer, status === '200' ? example?.answer : undefined)];
  });
  return {
    ...operation,
    ...(requestBody === undefined ? {} : { requestBody: { ...withExample(requestBody, example?.request), required: true } }),
    responses: Object.fromEntries(answers) as OpenAPIV3_1.ResponsesObject,
  };
}

function refusalSchema(): OpenAPIV3_1.SchemaObject {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(refusalAnswer, { io: 'output' });
  return schema as OpenAPIV3_1.SchemaObject;
}

function withExample<Part extends object>(part: Part, example: unknown): Part {
  if (example === undefined || !('content' in part)) return part;
  const { content } = part as { content: Record<string, object> };
  return { ...part, content: { 'application/json': { ...content['application/json'], example } } };
}

const transformObject: SwaggerTransformObject = (document) =>
  'openapiObject' in document ? complete(document.openapiObject as Partial<OpenAPIV3_1.Document>) : document.swaggerObject;

const { automationPort } = settingsSchema.parse({});

export const openApiOptions: FastifyDynamicSwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: {
      title: 'Breakglass',
      version: '1',
      description:
        'Closes derivatives positions, and says flat only when a fresh read proved it. On this computer only; off until it is switched on in Settings > Automation. See docs/automation/README.md.',
    },
    servers: [{ url: `http://127.0.0.1:${automationPort}`, description: 'The port is a setting; this is the default' }],
    components: { securitySchemes: { key: { type: 'http', scheme: 'bearer', bearerFormat: 'bst_…' } } },
    security: [{ key: [] }],
  },
  transform: jsonSchemaTransform,
  transformObject,
};
