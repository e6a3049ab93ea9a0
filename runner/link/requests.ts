import * as z from 'zod';
import { CommandSchema, TerminalSchema } from './command.ts';
import { LinkRefusal } from './link-refusal.ts';
import type { AttachAnswer, KeeperStatus, Nothing, PrepareAnswer } from './messages.ts';
import { AtLeastOne, Count, type DeepReadonly, TerminalSizeSchema } from './value-schemas.ts';

/** Operation ids become file names. */
const OperationIdSchema = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
const OfOperation = z.object({ operationId: OperationIdSchema });

/** The body of each request that a runner sends to its keeper. {@link Answers} has the answers. */
const BODIES = {
  /** The first request on every connection. The connection of an older attach is closed with the event `replaced`. */
  attach: z.object({ version: Count }),
  /** Spawns the blocked gate. Answered once its pid, start time and boot id are recorded. Idempotent. */
  prepare: OfOperation.extend({ terminal: TerminalSchema }),
  /** Answered once *opening* is durable and the gate has its command. Later failures are reported by `ended`. */
  open: OfOperation.extend({ command: CommandSchema }),
  /** Prepares and opens an operation that is already granted: one durable write instead of two. */
  'prepare-and-open': OfOperation.extend({ terminal: TerminalSchema, command: CommandSchema }),
  /** Lets the gate exit unopened, and forgets the operation. Refused (`already-opened`) once it counts as started. */
  abandon: OfOperation,
  /** Output from `fromOffset` follows as `output`, with at most `window` bytes uncredited. Replaces an older subscription. */
  subscribe: OfOperation.extend({ fromOffset: Count, window: AtLeastOne }),
  unsubscribe: OfOperation,
  /** The coordinator has stored everything below `offset`: the spool may free it. */
  release: OfOperation.extend({ offset: Count }),
  /** Sends SIGTERM to the process tree, and SIGKILL after the grace period. `ended` follows when the tree is gone. */
  cancel: OfOperation.extend({ graceMilliseconds: Count }),
  /** The payload is typed into the pseudo-terminal. Refused (`no-terminal`) for a step on pipes. */
  input: OfOperation,
  resize: OfOperation.extend(TerminalSizeSchema.shape),
  /** Drops an ended operation with its spool. Unknown operations are accepted. Refused (`not-ended`) before the end. */
  forget: OfOperation,
  status: z.object({}),
  /**
   * Answered; then the keeper ends: with `whenIdle` once the last operation has ended, otherwise after it has ended
   * all steps.
   */
  shutdown: z.object({ whenIdle: z.boolean() }),
} as const;

export type LinkRequestName = keyof typeof BODIES;

type Bodies = { readonly [Name in LinkRequestName]: DeepReadonly<z.infer<(typeof BODIES)[Name]>> };

const SCHEMAS: { readonly [Name in LinkRequestName]: z.ZodType<Bodies[Name]> } = BODIES;

/** Answers with fields of their own. All other requests are answered with an empty object. */
interface Answers {
  readonly attach: AttachAnswer;
  readonly prepare: PrepareAnswer;
  readonly 'prepare-and-open': PrepareAnswer;
  readonly status: KeeperStatus;
}

/** Each request with its body and its answer. */
export type LinkRequests = {
  readonly [Name in LinkRequestName]: {
    readonly body: Bodies[Name];
    readonly answer: Name extends keyof Answers ? Answers[Name] : Nothing;
  };
};

/** Header of a request: its name, an id that is unique on the connection, and its body. */
const LinkRequestSchema = z.object({
  type: z.literal('request'),
  id: Count,
  name: z.string(),
  body: z.unknown(),
});

/** Flow control, not answered: the subscriber has processed this many bytes. */
const LinkCreditSchema = OfOperation.extend({ type: z.literal('credit'), bytes: Count });

/** The header of every message from a runner. The body of a request is parsed by {@link parseRequestBody}. */
export const RunnerMessageSchema = z.discriminatedUnion('type', [LinkRequestSchema, LinkCreditSchema]);

/** A request as its sender types it. */
export interface LinkRequest<Name extends LinkRequestName = LinkRequestName> {
  readonly type: 'request';
  readonly id: number;
  readonly name: Name;
  readonly body: LinkRequests[Name]['body'];
}

export type LinkMessage = LinkRequest | DeepReadonly<z.infer<typeof LinkCreditSchema>>;

/** Returns whether a request of that name exists. */
export function isRequestName(name: string): name is LinkRequestName {
  return Object.hasOwn(BODIES, name);
}

/** Parses the body of a request. Throws `LinkRefusal` (`unreadable`), which names the field and not its value. */
export function parseRequestBody<Name extends LinkRequestName>(name: Name, body: unknown): Bodies[Name] {
  const parsed = SCHEMAS[name].safeParse(body);
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path.join('.') || 'body';
  throw new LinkRefusal('unreadable', `The field ${field} of the request ${name} is missing or invalid.`);
}
