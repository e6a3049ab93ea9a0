import { RUNNER_HEADERS, RUNNER_LIMITS } from '../../../protocol/runner/headers.ts';
import { TokenProof } from '../../../protocol/runner/token.ts';
import type { Random } from '../../chaos/random.ts';
import { hostileValue, NUMBERS, STRINGS } from '../values/hostile-values.ts';
import { mutate } from '../values/mutate.ts';
import { sample } from '../values/schema-walk.ts';
import { type FrameParts, timeBits } from '../wire/frame-parts.ts';
import type { Delivery, HostileRequest } from '../wire/hostile-request.ts';
import { anonymousMove } from './anonymous-moves.ts';
import type { Attacker, Move } from './attacker.ts';
import {
  claimsMessage,
  discoveryMessage,
  enrollMessage,
  fileRequest,
  headersOf,
  type Message,
  nextFrames,
  nonceMessage,
  outputRequest,
  pollMessage,
  proofMessage,
  requestOf,
  resultMessage,
  syncMessage,
} from './conversation.ts';
import { connect, honestStep } from './honest-steps.ts';

/** Picks an operation to lie about: any operation that the attacker knows, including those of other replicas. */
function somebodysOperation(attacker: Attacker, random: Random): string {
  const heard = attacker.words().filter((word) => /^\d+-\d+$/.test(word));
  return random.pick(heard.length > 0 ? heard : ['1-1']);
}

/** Picks any message of the protocol that a replica in this state could send. */
async function someMessage(attacker: Attacker, random: Random): Promise<Message> {
  const operation = somebodysOperation(attacker, random);
  const granted = attacker.granted.find((it) => it.operationId === operation) ?? {
    operationId: operation,
    files: [],
    offset: 0,
    crc: 0,
    epoch: 1,
  };
  const makers: readonly (() => Message | Promise<Message>)[] = [
    () => syncMessage(attacker),
    () => syncMessage(attacker),
    () => pollMessage(attacker),
    () => claimsMessage([operation, ...attacker.offers]),
    () => resultMessage(granted, random),
    () => resultMessage(granted, random),
    () => resultMessage(granted, random),
    () => discoveryMessage(attacker.discoveries.at(-1) ?? 'none', random),
    () => enrollMessage(attacker),
    () => nonceMessage(attacker),
    () => proofMessage(attacker),
  ];
  return random.pick(makers)();
}

/** A valid message, changed in a few places. */
const mutated: Move = async (attacker, random) => {
  await connect(attacker);
  const message = await someMessage(attacker, random);
  const value = mutate(message.schema, message.value, random, attacker.words());
  await attacker.send(requestOf(attacker, message, value));
};

/** A message that is generated from its schema. */
const invented: Move = async (attacker, random) => {
  await connect(attacker);
  const message = await someMessage(attacker, random);
  const value = random.chance(0.8) ? sample(message.schema, random, attacker.words()) : hostileValue(random);
  await attacker.send(requestOf(attacker, message, value));
};

/** A malformed answer to a requested discovery. */
const strangeDiscovery: Move = async (attacker, random) => {
  const asked = attacker.discoveries.pop();
  if (asked === undefined) {
    await honestStep(attacker, random);
    return;
  }
  const message = discoveryMessage(asked, random);
  const value = mutate(message.schema, message.value, random, attacker.words());
  const bomb = `{"discoveryId":"${asked}","outcome":{"kind":"failed","problem":"${'x'.repeat(8_000_000)}"}}`;
  const request = requestOf(attacker, message, value);
  await attacker.send(random.chance(0.1) ? { ...request, body: { kind: 'gzip', text: bomb } } : request);
};

const TIMES = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, ...NUMBERS];
const OFFSETS = ['0', '1', '4294967296', '9007199254740991', '9007199254740992', '9223372036854775808'];
const U32 = [0, 1, 2, 0x7fffffff, 0x80000000, 0xffffffff];

function strangeFrame(frame: FrameParts, attacker: Attacker, random: Random): FrameParts {
  const changes: readonly (() => Partial<FrameParts>)[] = [
    () => ({ time: timeBits(random.pick(TIMES)) }),
    () => ({ time: timeBits(random.pick(TIMES)) }),
    () => ({ time: random.pick(['7ff8000000000001', 'fff0000000000001', 'ffffffffffffffff']) }),
    () => ({ offset: random.pick([...OFFSETS, '18446744073709551615', String(Number(frame.offset) + 1)]) }),
    () => ({ epoch: random.pick(U32) }),
    () => ({ stream: random.pick([0, 4, 255]) }),
    () => ({ operationId: random.pick([...attacker.words(), ...STRINGS]).slice(0, 255) }),
    () => ({ magic: random.integer(0, 0xffff) }),
    () => ({ idLength: random.pick([0, 1, 255]) }),
    () => ({
      length: random.pick([...U32, RUNNER_LIMITS.framePayloadBytes, RUNNER_LIMITS.framePayloadBytes + 1]),
    }),
    () => ({ crc: random.pick(U32) }),
    () => ({ payload: '' }),
    () => ({ payload: Buffer.alloc(random.pick([1, 65_535, 65_536, 65_537]), 10).toString('base64') }),
  ];
  return { ...frame, ...random.pick(changes)() };
}

/** Output with false, repeated or reordered frames. */
const strangeOutput: Move = async (attacker, random) => {
  await connect(attacker);
  const own = attacker.granted.at(-1);
  const granted = own !== undefined && random.chance(0.8) ? own : undefined;
  const target = granted ?? {
    operationId: somebodysOperation(attacker, random),
    files: [],
    offset: 0,
    crc: 0,
    epoch: 1,
  };
  const frames = nextFrames(target, random).map((frame) =>
    random.chance(0.6) ? strangeFrame(frame, attacker, random) : frame,
  );
  const arranged = random.pick<() => readonly FrameParts[]>([
    () => frames,
    () => frames.toReversed(),
    () => [...frames, ...frames],
    () => Array.from({ length: 300 }, () => frames).flat(),
  ])();
  await attacker.send(outputRequest(attacker, arranged));
  // The coordinator may have accepted a part. The next epoch begins at the offset that it reports.
  if (granted !== undefined) granted.epoch = Math.min(granted.epoch + 1, 0xffffffff);
};

/** A request that was sent before, unchanged or with current credentials. */
const replay: Move = async (attacker, random) => {
  if (attacker.history.length === 0) return;
  const { request: old } = random.pick(attacker.history);
  const others = old.headers.filter(([name]) => !Object.values<string>(RUNNER_HEADERS).includes(name));
  await attacker.send(random.chance(0.5) ? old : { ...old, headers: [...headersOf(attacker), ...others] });
};

/** Messages of several calls that are sent concurrently. */
const disorder: Move = async (attacker, random) => {
  await connect(attacker);
  const messages = await Promise.all(
    Array.from({ length: random.integer(2, 8) }, () => someMessage(attacker, random)),
  );
  await Promise.all(messages.map((message) => attacker.send(requestOf(attacker, message))));
};

const DELIVERIES: readonly Delivery[] = [
  ...[{ contentLength: 0 }, { contentLength: 1 }, { contentLength: 2 ** 40 }, { contentLength: 2 ** 53 }].map(
    (delivery) => ({ ...delivery, raw: true, cutAfter: 10 }),
  ),
  { cutAfter: 0 },
  { cutAfter: 7 },
  { slowAfter: 5 },
  { chunked: true },
  { raw: true, chunked: true },
];

const HEADERS: readonly (readonly [string, string])[] = [
  ...['gzip', 'br', 'deflate, gzip', 'identity', ''].map((it) => ['content-encoding', it] as const),
  ...['text/plain', 'application/json; charset=utf-16', 'APPLICATION/JSON', 'multipart/form-data', ''].map(
    (it) => ['content-type', it] as const,
  ),
  ...['0', '2', '-1', 'x', '99999999999999999999'].map((it) => [RUNNER_HEADERS.protocol, it] as const),
  ...['Bearer', 'Bearer ', 'Basic eA==', `Bearer ${'x'.repeat(5000)}`].map(
    (it) => ['authorization', it] as const,
  ),
  ...['', 'x', '__proto__', 'constructor'].map((it) => [RUNNER_HEADERS.session, it] as const),
  ...['100-continue', 'x'].map((it) => ['expect', it] as const),
  ...['127.0.0.1', '10.0.0.1, 10.0.0.2', `${'1,'.repeat(2000)}1`].map(
    (it) => ['x-forwarded-for', it] as const,
  ),
  ['host', 'attacker.example'],
  ['origin', 'https://attacker.example'],
  ['upgrade', 'websocket'],
  ['transfer-encoding', 'chunked'],
  ['transfer-encoding', 'gzip, chunked'],
  ['content-length', '3'],
  ['connection', 'upgrade'],
  ['x-long', 'x'.repeat(20_000)],
  ['x-raw', 'a\u0001\u00ff'],
];

/** A valid message in an invalid HTTP request. */
const strangeTransport: Move = async (attacker, random) => {
  await connect(attacker);
  const request = requestOf(attacker, await someMessage(attacker, random));
  const [name, value] = random.pick(HEADERS);
  const kept = random.chance(0.5) ? request.headers : request.headers.filter(([it]) => it !== name);
  const changed = random.pick<() => HostileRequest>([
    () => ({ ...request, delivery: random.pick(DELIVERIES) }),
    () => ({ ...request, headers: [...kept, [name, value]] }),
    () => ({ ...request, headers: request.headers.filter(() => random.chance(0.5)) }),
    () => ({
      ...request,
      method: random.pick(['GET', 'PUT', 'DELETE', 'OPTIONS', 'HEAD', 'TRACE', 'PATCH']),
    }),
    () => ({
      ...request,
      body: { kind: 'bytes', base64: Buffer.from([0xff, 0xfe, 0, 0x1f, 0x8b]).toString('base64') },
    }),
    () => ({ ...request, body: { kind: 'none' } }),
    () => ({
      ...request,
      path: random.pick([`${request.path}/`, `${request.path}?a=b`, request.path.toUpperCase()]),
    }),
  ])();
  await attacker.send(changed);
};

/** A proof with false claims, or no valid proof at all. */
const strangeProof: Move = async (attacker, random) => {
  if (attacker.replicaId === '') await connect(attacker);
  await attacker.send(requestOf(attacker, nonceMessage(attacker)));
  const claims = mutate(TokenProof, sample(TokenProof, random, attacker.words()), random, attacker.words());
  const signed = typeof claims === 'object' && claims !== null ? claims : {};
  await attacker.send(requestOf(attacker, await proofMessage(attacker, random.chance(0.5) ? {} : signed)));
};

/** Requests for files of operations, both its own and others'. */
const files: Move = async (attacker, random) => {
  await connect(attacker);
  const known = attacker.granted.flatMap((it) => it.files);
  const file = random.pick([...known, 'a', '..%2f..%2fmaster.key', '__proto__', 'x'.repeat(65)]);
  const request = fileRequest(attacker, somebodysOperation(attacker, random), file);
  const range = random.pick([
    'bytes=0-',
    'bytes=-1',
    'bytes=5-1',
    'bytes=99999999999999999999-',
    'bytes=0-0,1-1',
    'x',
  ]);
  await attacker.send(
    random.chance(0.5) ? request : { ...request, headers: [...request.headers, ['range', range]] },
  );
};

/** A bounded number of concurrent calls. */
const flood: Move = async (attacker, random) => {
  await connect(attacker);
  const message = random.pick([pollMessage, syncMessage, nonceMessage, enrollMessage])(attacker);
  const slow: Delivery = { raw: true, cutAfter: 3, contentLength: 60_000 };
  const request = requestOf(attacker, message);
  const one = random.chance(0.3) ? { ...request, delivery: slow } : request;
  await Promise.all(Array.from({ length: random.integer(10, 40) }, () => attacker.send(one)));
};

/** Another keeper of the same replica, or a new session of the same keeper. */
const rival: Move = async (attacker, random) => {
  if (random.chance(0.5))
    attacker.instanceId = random.pick([attacker.instanceId, `rival-${random.integer(1, 3)}`]);
  if (random.chance(0.3)) attacker.replicaId = '';
  attacker.accessToken = '';
  attacker.sessionId = '';
  await connect(attacker);
};

/** The moves with their weights. */
const MOVES: readonly (readonly [weight: number, move: Move])[] = [
  [34, honestStep],
  [26, mutated],
  [6, invented],
  [10, strangeOutput],
  [6, strangeDiscovery],
  [5, replay],
  [3, disorder],
  [6, strangeTransport],
  [2, strangeProof],
  [2, anonymousMove],
  [3, files],
  [1, flood],
  [1, rival],
];

const TOTAL = MOVES.reduce((sum, [weight]) => sum + weight, 0);

export function pickMove(random: Random): Move {
  let roll = random.between(0, TOTAL);
  for (const [weight, move] of MOVES) {
    roll -= weight;
    if (roll < 0) return move;
  }
  return honestStep;
}
