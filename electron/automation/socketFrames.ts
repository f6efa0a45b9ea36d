// The frames of the WebSocket, both ways, and what each api means. CrossTrade's documents give action, id, api, args and data, and
// that Flatten is for filters and FlattenEverything for none; the other apis follow their style, what else is here is added.
import { z } from 'zod';
import { describeIssues } from '../../shared/issues.ts';
import { assertNever } from '../../shared/failure.ts';
import { refuse, type Refusal } from './refusals.ts';
import { exitsAnswer, positionsAnswer, refusalAnswer } from './schemas.ts';
import { parseStrictJson } from './strictJson.ts';
import type { VerbName } from './verbs.ts';

const APIS = {
  Flatten: 'flatten',
  FlattenEverything: 'flatten',
  EmergencyExit: 'emergencyExit',
  FlattenWinners: 'flattenWinners',
  PartialClose: 'partialClose',
  Preview: 'preview',
  ListPositions: 'positions',
  ListAccounts: 'accounts',
  ListExits: 'exits',
  GetExit: 'exit',
  GetTimeline: 'timeline',
} as const satisfies Readonly<Record<string, VerbName>>;
export type Api = keyof typeof APIS;
export const apiNames = Object.keys(APIS) as readonly Api[];
export const verbOf = (api: Api): VerbName => APIS[api];

export const TOPICS = ['positions', 'exits', 'alarms'] as const;
export type Topic = (typeof TOPICS)[number];

const MOST_OF_AN_ID = 200;
const id = z.string().min(1).max(MOST_OF_AN_ID);

/** As it was sent: nothing of it may be dropped before the verb's own schema has seen it. */
const args = z.custom<object>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'has to be an object; {} where there is nothing to say',
);

const rpc = z.strictObject({
  action: z.literal('rpc'),
  id,
  api: z.enum(apiNames),
  args,
  idempotencyKey: z.string().optional().meta({ description: 'Added. With exits: the same name means the same exit.' }),
  async: z.boolean().optional().meta({ description: 'Added. With exits: answers as soon as it runs.' }),
});
export type RpcFrame = z.infer<typeof rpc>;

const topics = z.array(z.enum(TOPICS)).min(1).max(TOPICS.length);

export const incoming = z.discriminatedUnion('action', [
  rpc,
  z.strictObject({ action: z.literal('ping') }),
  z.strictObject({ action: z.literal('subscribe'), id, topics }),
  z.strictObject({ action: z.literal('unsubscribe'), id, topics }),
]);
export type Incoming = z.infer<typeof incoming>;

const revision = z.int().positive().meta({ description: 'One more than that of the frame before of this type.' });
/** `full`: whatever was known before is void. Otherwise the rows that are new or changed, and the names of those that are gone. */
const picture = { revision, full: z.boolean(), removed: z.array(z.string()) };

export const outgoing = {
  answer: z.strictObject({ id, data: z.looseObject({}) }),
  refusal: z.strictObject({ id: id.nullable(), data: refusalAnswer, status: z.int(), retryAfter: z.number().optional() }),
  pong: z.strictObject({ type: z.literal('pong') }),
  positions: z.strictObject({
    type: z.literal('positions'),
    ...picture,
    positions: positionsAnswer.shape.positions,
    notFresh: positionsAnswer.shape.notFresh,
    accounts: z.int().meta({ description: 'How many accounts this tells of. 0: no list of positions means anything.' }),
  }),
  exits: z.strictObject({
    type: z.literal('exits'),
    ...picture,
    exits: z.array(
      exitsAnswer.shape.exits.element.extend({
        positions: z.int().meta({ description: 'What it has to close.' }),
        proved: z.int().meta({ description: 'What of it was read back as closed.' }),
        ordersCancelled: z.int(),
      }),
    ),
  }),
  alarms: z.strictObject({
    type: z.literal('alarms'),
    ...picture,
    alarms: z.array(
      z.strictObject({
        id: z.string(),
        title: z.string(),
        detail: z.string(),
        remedy: z.string().nullable(),
        account: z.string().nullable(),
        accountId: z.string().nullable(),
        atMs: z.int(),
      }),
    ),
  }),
  suspended: z.strictObject({ type: z.literal('suspended'), topics: z.array(z.enum(TOPICS)), reason: z.string() }),
} as const;

export type Heard = Readonly<{ ok: true; frame: Incoming } | { ok: false; id: string | null; refusal: Refusal }>;

export function readFrame(text: string): Heard {
  const said = parseStrictJson(text);
  if (!said.ok) {
    const { message } = said.failure;
    const refusal = refuse(400, 'A frame has to be one JSON object. Nothing was started.', message);
    return { ok: false, id: idIn(asFarAsReadable(text)), refusal };
  }
  const frame = incoming.safeParse(said.value);
  if (frame.success) return { ok: true, frame: frame.data };
  return { ok: false, id: idIn(said.value), refusal: refuse(400, describeIssues(frame.error), 'Nothing was started.') };
}

/** What is refused as ambiguous may have an id all the same. */
function asFarAsReadable(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** What an answer to it can be told by, where there is such a thing. */
function idIn(said: unknown): string | null {
  if (typeof said !== 'object' || said === null || !('id' in said)) return null;
  return id.safeParse(said.id).success ? String(said.id) : null;
}

/** What an api allows beyond its verb; null: it is well asked. */
export function misuseOf({ api, args, idempotencyKey, async }: RpcFrame): Refusal | null {
  const given = Object.keys(args).length;
  switch (api) {
    case 'Flatten':
      if (given > 0) return null;
      return refuse(
        400,
        'Flatten takes at least one of account, instrument and marketPosition. Nothing was sent.',
        'FlattenEverything with "args": {} closes everything.',
      );
    case 'FlattenEverything':
      if (given === 0) return null;
      return refuse(400, 'FlattenEverything takes no filters: "args": {}. Nothing was sent.', 'Flatten takes them.');
    case 'EmergencyExit':
    case 'FlattenWinners':
    case 'PartialClose':
      return null;
    case 'Preview':
    case 'ListPositions':
    case 'ListAccounts':
    case 'ListExits':
    case 'GetExit':
    case 'GetTimeline':
      if (idempotencyKey === undefined && async === undefined) return null;
      return refuse(400, 'idempotencyKey and async go with what closes positions only.');
    default:
      return assertNever(api);
  }
}
