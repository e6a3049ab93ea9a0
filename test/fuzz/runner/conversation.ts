/** The messages of a replica that follows the protocol. Attacks start from them. */

import { crc32 } from 'node:zlib';
import { CompactSign } from 'jose';
import type * as z from 'zod';
import { HOST } from '../../../coordinator/runner-protocol/testing/test-runner.ts';
import type { OperationEnd } from '../../../protocol/entities/operation-end.ts';
import { OperationId } from '../../../protocol/ids.ts';
import { ClaimsRequest } from '../../../protocol/runner/claims.ts';
import { DISCOVERY_CONTENT_TYPE, DiscoveryRequest } from '../../../protocol/runner/discover.ts';
import { EnrollRequest } from '../../../protocol/runner/enroll.ts';
import {
  FRAMES_CONTENT_TYPE,
  operationFilePath,
  RUNNER_HEADERS,
  RUNNER_PATHS,
} from '../../../protocol/runner/headers.ts';
import { PollRequest } from '../../../protocol/runner/poll.ts';
import { ResultsRequest } from '../../../protocol/runner/results.ts';
import { SyncRequest } from '../../../protocol/runner/sync.ts';
import { TokenRequest } from '../../../protocol/runner/token.ts';
import { RUNNER_PROTOCOL_VERSION } from '../../../protocol/version.ts';
import type { Random } from '../../chaos/random.ts';
import { jsonText } from '../values/json-text.ts';
import { type FrameParts, timeBits } from '../wire/frame-parts.ts';
import type { HostileRequest } from '../wire/hostile-request.ts';
import type { Attacker, Granted } from './attacker.ts';

/** A message of one call, with the schema that the coordinator applies. */
export interface Message {
  readonly path: string;
  readonly schema: z.ZodType;
  readonly value: unknown;
}

export function enrollMessage({ options, keys }: Attacker): Message {
  const { signatureKey, encryptionKey } = keys;
  const value = { token: options.enrollmentKey, signatureKey, encryptionKey, host: HOST };
  return { path: RUNNER_PATHS.enroll, schema: EnrollRequest, value };
}

export function nonceMessage({ replicaId, instanceId }: Attacker): Message {
  return { path: RUNNER_PATHS.token, schema: TokenRequest, value: { replicaId, instanceId } };
}

/** Signs a proof with additional claims. */
export async function proofMessage(attacker: Attacker, claims: object = {}): Promise<Message> {
  const { replicaId, instanceId, nonce, coordinatorId, keys } = attacker;
  const payload = JSON.stringify({ nonce, replicaId, instanceId, coordinatorId, ...claims });
  const proof = await new CompactSign(Buffer.from(payload))
    .setProtectedHeader({ alg: 'EdDSA' })
    .sign(keys.sign);
  return { path: RUNNER_PATHS.token, schema: TokenRequest, value: { replicaId, instanceId, proof } };
}

export function syncMessage(attacker: Attacker): Message {
  attacker.turn += 1;
  const proof = attacker.seen[RUNNER_HEADERS.positionProof];
  const value = {
    host: HOST,
    maxRunning: 8,
    held: attacker.granted.map(({ operationId, offset }) => ({ operationId, state: 'running', offset })),
    seen: {
      generation: Number(attacker.seen[RUNNER_HEADERS.generation] ?? 0),
      sequence: Number(attacker.seen[RUNNER_HEADERS.sequence] ?? 0),
      ...(proof === undefined ? {} : { proof }),
    },
    turn: { runner: attacker.instanceId.slice(0, 8), number: attacker.turn },
    uptimeMilliseconds: 1000 * attacker.turn,
  };
  return { path: RUNNER_PATHS.sync, schema: SyncRequest, value };
}

export function pollMessage({ acknowledged, granted }: Attacker): Message {
  const value = {
    acknowledged,
    running: granted.length,
    maxRunning: 8,
    draining: false,
    goodbye: false,
    pongs: [],
    longestSeconds: 0.2,
  };
  return { path: RUNNER_PATHS.poll, schema: PollRequest, value };
}

export function claimsMessage(operations: readonly string[]): Message {
  return { path: RUNNER_PATHS.claims, schema: ClaimsRequest, value: { operations: [...operations] } };
}

export function resultMessage({ operationId, offset, crc }: Granted, random: Random): Message {
  const end = random.pick<OperationEnd>([
    { kind: 'exited', exitCode: 0 },
    { kind: 'exited', exitCode: random.integer(1, 255) },
    { kind: 'signalled', signal: 'SIGKILL' },
    { kind: 'cancelled', exitCode: 143, signal: 'SIGTERM', problem: 'a node did not confirm' },
    { kind: 'failed', reason: 'ConnectionFailure', problem: 'refused' },
    { kind: 'failed-to-start', problem: 'no such interpreter' },
    { kind: 'not-started', code: 'no-space', problem: 'the disk is full' },
    { kind: 'keeper-lost', problem: 'its host was restarted' },
    { kind: 'unknown', problem: 'nobody knows' },
  ]);
  const now = Date.now();
  const data = random.chance(0.5) ? { data: { a: 'b', 'b.c': random.pick(['1', '', 'x y']) } } : {};
  const result = {
    operationId,
    end,
    offset,
    digest: crc,
    ...(end.kind === 'not-started' ? {} : { startedAt: now - 5 }),
    endedAt: now,
    waited: 1,
    ...data,
  };
  return { path: RUNNER_PATHS.results, schema: ResultsRequest, value: { results: [result], room: 4 } };
}

export function discoveryMessage(discoveryId: string, random: Random): Message {
  const node = (number: number) => ({
    name: `node-${number}`,
    tags: ['a', 'b'],
    attributes: { hostname: `10.0.0.${number}`, username: 'ops', osFamily: 'unix' },
  });
  const outcome = random.pick([
    {
      kind: 'nodes',
      nodes: Array.from({ length: random.integer(0, 5) }, (_, n) => node(n)),
      digest: 'd',
      origins: [],
    },
    {
      kind: 'nodes',
      nodes: [node(1)],
      digest: 'e',
      origins: ['1.yaml'],
      failed: [{ file: '2.yaml', problem: 'broken' }],
    },
    { kind: 'unchanged' },
    { kind: 'failed', problem: 'no such file' },
  ]);
  return { path: RUNNER_PATHS.discoveries, schema: DiscoveryRequest, value: { discoveryId, outcome } };
}

/** Returns frames that continue the output of an operation, and counts them as uploaded. */
export function nextFrames(granted: Granted, random: Random): readonly FrameParts[] {
  return Array.from({ length: random.integer(1, 4) }, () => {
    const text = random.pick([
      'line\n',
      'RUNDECK:DATA:a = b\n',
      '\u001b[31mred\u001b[0m\n',
      'no end',
      '\0\xff\r\n',
    ]);
    const payload = Buffer.from(text.repeat(random.pick([1, 1, 3, 500])), 'latin1');
    const frame = {
      operationId: granted.operationId,
      stream: random.integer(1, 3),
      epoch: granted.epoch,
      offset: String(granted.offset),
      time: timeBits(Date.now()),
      payload: payload.toString('base64'),
    };
    granted.offset += payload.byteLength;
    granted.crc = crc32(payload, granted.crc);
    return frame;
  });
}

export function headersOf({ accessToken, sessionId }: Attacker): readonly (readonly [string, string])[] {
  return [
    [RUNNER_HEADERS.protocol, String(RUNNER_PROTOCOL_VERSION)],
    ...(accessToken === '' ? [] : [[RUNNER_HEADERS.authorization, `Bearer ${accessToken}`] as const]),
    ...(sessionId === '' ? [] : [[RUNNER_HEADERS.session, sessionId] as const]),
  ];
}

/** Returns the request that contains a message. `value` replaces the value of the message. */
export function requestOf(attacker: Attacker, message: Message, value = message.value): HostileRequest {
  const isPacked = message.path === RUNNER_PATHS.discoveries;
  const needsNone = message.path === RUNNER_PATHS.enroll || message.path === RUNNER_PATHS.token;
  const headers = headersOf(attacker).slice(0, needsNone ? 1 : undefined);
  const type = isPacked ? DISCOVERY_CONTENT_TYPE : 'application/json';
  return {
    method: 'POST',
    path: message.path,
    headers: [...headers, ['content-type', type]],
    body: { kind: isPacked ? 'gzip' : 'text', text: jsonText(value) },
  };
}

export function outputRequest(attacker: Attacker, frames: readonly FrameParts[]): HostileRequest {
  return {
    method: 'POST',
    path: RUNNER_PATHS.output,
    headers: [...headersOf(attacker), ['content-type', FRAMES_CONTENT_TYPE]],
    body: { kind: 'frames', frames },
  };
}

export function fileRequest(attacker: Attacker, operationId: string, file: string): HostileRequest {
  const path = OperationId.safeParse(operationId).success
    ? operationFilePath(OperationId.parse(operationId), file)
    : `/runner/v1/operations/${operationId}/files/${file}`;
  return { method: 'GET', path, headers: headersOf(attacker), body: { kind: 'none' } };
}
