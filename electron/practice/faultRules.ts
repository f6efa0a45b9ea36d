// What a fault rule may say. Three kinds: calls (`http`), frames (`socket`), and single orders (`order`), wherever they come
// from: a batch with one refused item is an order rule. faults.ts says when a rule strikes.
import { z } from 'zod';
import { PRACTICE_VENUES } from '../../shared/venue.ts';
import { handBodies, handPaths } from './controlInputs.ts';
import type { CallRefusalName, RefusalCode } from './exchange.ts';

const turn = {
  from: z.int().min(1).default(1),
  count: z.int().min(1).nullable().default(1),
};
const whose = {
  venue: z.enum(PRACTICE_VENUES).optional(),
  account: z.string().min(1).optional(), // account id
};
const pattern = z
  .string()
  .min(1)
  .refine((text) => {
    try {
      return new RegExp(text) instanceof RegExp;
    } catch (error) {
      if (error instanceof SyntaxError) return false;
      throw error;
    }
  }, 'is not a regular expression');
const wire = {
  ...whose,
  path: pattern.optional(), // on the path without the venue prefix
  method: z.string().min(1).optional(), // HTTP method; for frames the operation ("order.place")
  match: pattern.optional(), // on query and body, or on the frame
  ...turn,
};

const CALL_REFUSALS = [
  'unknownError', // the venue does not know itself what became of it
  'serviceUnavailable',
  'overloaded',
  'rateLimited',
  'ipBanned',
  'forbidden',
  'maintenance',
  'timestamp',
  'badGateway', // a page of a gateway, as HTML
  'notJson', // a page with status 200
  'emptyBody',
] as const satisfies readonly CallRefusalName[];

const ORDER_REFUSALS = [
  'suspended',
  'belowMinSize',
  'belowMinNotional',
  'aboveMaxSize',
  'insufficientMargin',
  'reduceOnlyRejected',
  'restingOrdersHoldSize',
  'noPosition',
  'wrongTag',
  'marginModeMismatch',
  'priceBand',
  'noLiquidity',
  'duplicateClientOrderId',
  'tooManyOrders',
] as const satisfies readonly RefusalCode[];

const hand = z
  .strictObject({
    kind: z.literal('meanwhile'),
    when: z.enum(['before', 'after']).default('before'),
    path: z.enum(handPaths),
    body: z.unknown(),
  })
  .superRefine(({ path, body }, context) => {
    for (const { message, path: field } of handBodies[path].safeParse(body).error?.issues ?? []) {
      context.addIssue({ code: 'custom', message, path: ['body', ...field] });
    }
  });

const httpEffect = z.discriminatedUnion('kind', [
  /** The request never reaches the exchange. `silence` keeps the connection open without an answer. */
  z.strictObject({ kind: z.literal('loseRequest'), ending: z.enum(['close', 'silence']).default('close') }),
  /** The request is processed, its answer is lost. */
  z.strictObject({ kind: z.literal('loseAnswer'), ending: z.enum(['close', 'silence']).default('close') }),
  /** RST before anything is processed. */
  z.strictObject({ kind: z.literal('reset') }),
  /** Another answer instead of the real one; `process` decides whether the request takes effect. A string goes out as is. */
  z.strictObject({
    kind: z.literal('answer'),
    status: z.int().min(100).max(599),
    body: z.unknown(),
    headers: z.record(z.string(), z.string()).optional(),
    process: z.boolean().default(false),
  }),
  /**
   * The venue's own answer of that name, status, headers and body as on its wire. With `lastsMs` it is a ban: from then on
   * every call from that address (here: to that venue), or of that account, gets it until the time is over.
   */
  z.strictObject({
    kind: z.literal('refuse'),
    as: z.enum(CALL_REFUSALS),
    process: z.boolean().default(false),
    lastsMs: z.int().min(1).max(3_600_000).optional(),
    bans: z.enum(['address', 'account']).default('address'),
  }),
  /** The real answer, cut off after half of its bytes. */
  z.strictObject({ kind: z.literal('truncate') }),
  z.strictObject({
    kind: z.literal('slow'),
    ms: z.int().min(0).max(600_000),
    when: z.enum(['before', 'after']).default('after'),
  }),
  /** The real answer, a few bytes at a time. */
  z.strictObject({ kind: z.literal('drip'), bytes: z.int().min(1).default(16), everyMs: z.int().min(1).default(200) }),
  /** Somebody else's hand: this control call is made right before or after the call is processed. Strikes beside others. */
  hand,
]);

const socketEffect = z.discriminatedUnion('kind', [
  /** Frames vanish, pings stay unanswered, the connection stays up. */
  z.strictObject({ kind: z.literal('silence'), direction: z.enum(['in', 'out', 'both']).default('both') }),
  z.strictObject({ kind: z.literal('gap') }), // this outgoing frame is missing, pings are answered
  z.strictObject({ kind: z.literal('duplicate') }), // outgoing frames are sent twice
  z.strictObject({ kind: z.literal('reorder') }), // this outgoing frame comes after the next one
  z.strictObject({ kind: z.literal('drop') }), // the connection breaks at this frame; POST /control/sockets/drop breaks it at once
  z.strictObject({ kind: z.literal('refuse'), status: z.int().min(400).max(599).default(503) }), // new connections
]);

export const faultRuleSchema = z.discriminatedUnion('transport', [
  z.strictObject({ transport: z.literal('http'), ...wire, effect: httpEffect }),
  z.strictObject({ transport: z.literal('socket'), ...wire, effect: socketEffect }),
  z.strictObject({
    transport: z.literal('order'),
    ...whose,
    symbol: z.string().min(1).optional(),
    reduceOnly: z.boolean().optional(), // in hedge mode: against the side it is tagged with
    family: z.enum(['plain', 'trigger', 'algo', 'attached']).optional(),
    ...turn,
    /** In the words of the exchange's model; each dialect says it with its own code and sentence. */
    effect: z.strictObject({ kind: z.literal('refuse'), as: z.enum(ORDER_REFUSALS) }),
  }),
]);

export type FaultRule = z.output<typeof faultRuleSchema>;
/** As it is asked for: what is left out takes its default. */
export type FaultWish = z.input<typeof faultRuleSchema>;
export type HttpEffect = z.output<typeof httpEffect>;
export type SocketEffect = z.output<typeof socketEffect>;
export type Hand = z.output<typeof hand>;
