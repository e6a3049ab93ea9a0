import * as z from 'zod';
import { CommandSchema, TerminalSchema } from './command.ts';
import { LinkRefusal } from './link-refusal.ts';
import type { AttachAnswer, KeeperStatus, Nothing, PrepareAnswer } from './messages.ts';
import { AtLeastOne, Count, type DeepReadonly, TerminalSizeSchema } from './value-schemas.ts';

/** Restricted, because operation ids become file names. */
const OperationIdSchema = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
const OfOperation = z.object({ operationId: OperationIdSchema });

/** The body of each request that a runner sends to its keeper. {@link Answers} defines the answers. */
const BODIES = {
  /**
   * The first request on every connection. The keeper sends `replaced` to an earlier runner and closes its connection.
   */
  attach: z.object({ version: Count }),
  /** Spawns the blocked gate. Answered after its pid, start time and boot id are recorded. Idempotent. */
  prepare: OfOperation.extend({ terminal: TerminalSchema }),
  /**
   * Opens the gate. Answered after the *opening* record is durable and the gate has its command. `ended` reports later
   * failures.
   */
  open: OfOperation.extend({ command: CommandSchema }),
  /** Prepares and opens an operation that was already granted, with one durable write instead of two. */
  'prepare-and-open': OfOperation.extend({ terminal: TerminalSchema, command: CommandSchema }),
  /**
   * Lets the gate exit unopened, and forgets the operation. Refused (`already-opened`) if the step counts as started.
   */
  abandon: OfOperation,
  /**
   * Subscribes from `fromOffset`. `output` messages follow, with at most `window` bytes uncredited. Replaces an older
   * subscription.
   */
  subscribe: OfOperation.extend({ fromOffset: Count, window: AtLeastOne }),
  unsubscribe: OfOperation,
  /** Reports that the coordinator has stored everything below `offset`. The spool may free it. */
  release: OfOperation.extend({ offset: Count }),
  /** Sends SIGTERM to the process tree, and SIGKILL after the grace period. `ended` follows once the tree is gone. */
  cancel: OfOperation.extend({ graceMilliseconds: Count }),
  /** Types the payload into the pseudo-terminal. Refused (`no-terminal`) for a step on pipes. */
  input: OfOperation,
  resize: OfOperation.extend(TerminalSizeSchema.shape),
  /** Drops an ended operation and its spool. Accepted for unknown operations. Refused (`not-ended`) before the end. */
  forget: OfOperation,
  status: z.object({}),
  /**
   * Ends the keeper after the answer: with `whenIdle` once the last operation has ended, otherwise after ending all
   * steps.
   */
  shutdown: z.object({ whenIdle: z.boolean() }),
} as const;

export type LinkRequestName = keyof typeof BODIES;

type Bodies = { readonly [Name in LinkRequestName]: DeepReadonly<z.infer<(typeof BODIES)[Name]>> };

const SCHEMAS: { readonly [Name in LinkRequestName]: z.ZodType<Bodies[Name]> } = BODIES;

/** The answers that have fields. All other requests are answered with an empty object. */
interface Answers {
  readonly attach: AttachAnswer;
  readonly prepare: PrepareAnswer;
  readonly 'prepare-and-open': PrepareAnswer;
  readonly status: KeeperStatus;
}

/** Each request with the types of its body and its answer. */
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

/** The header of every message from a runner. {@link parseRequestBody} parses the body of a request. */
export const RunnerMessageSchema = z.discriminatedUnion('type', [LinkRequestSchema, LinkCreditSchema]);

/** A request as typed by its sender. */
export interface LinkRequest<Name extends LinkRequestName = LinkRequestName> {
  readonly type: 'request';
  readonly id: number;
  readonly name: Name;
  readonly body: LinkRequests[Name]['body'];
}

export type LinkMessage = LinkRequest | DeepReadonly<z.infer<typeof LinkCreditSchema>>;

/** Returns whether a request with this name exists. */
export function isRequestName(name: string): name is LinkRequestName {
  return Object.hasOwn(BODIES, name);
}

/** Parses the body of a request. Throws `LinkRefusal` (`unreadable`) with the invalid field but without its value. */
export function parseRequestBody<Name extends LinkRequestName>(name: Name, body: unknown): Bodies[Name] {
  const parsed = SCHEMAS[name].safeParse(body);
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path.join('.') || 'body';
  throw new LinkRefusal('unreadable', `The field ${field} of the request ${name} is missing or invalid.`);
}
