import * as z from 'zod';
import { RUNNER_HEADERS } from '../../../protocol/runner/headers.ts';
import { TokenProof } from '../../../protocol/runner/token.ts';
import { RUNNER_PROTOCOL_VERSION } from '../../../protocol/version.ts';
import type { Random } from '../../chaos/random.ts';
import { hostileString } from '../values/hostile-values.ts';
import { jsonText } from '../values/json-text.ts';
import { mutate } from '../values/mutate.ts';
import { sample } from '../values/schema-walk.ts';
import type { Move } from './attacker.ts';
import { enrollMessage, nonceMessage, pollMessage, proofMessage, requestOf } from './conversation.ts';

const PATHS: readonly string[] = [
  ...['/healthz', '/readyz', '/metrics', '/', '/install', '/outrunner/v1/openapi.json', '/favicon.ico'],
  ...['/api/53/projects', '/api/53/project/arena/executions', '/outrunner/v1/events', '/outrunner/v1/audit'],
  ...[
    '/runner/v1/',
    '/runner/v1/__proto__',
    '/runner/v1/../../etc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/%',
  ],
  ...['/install/runner.sh', '/outrunner/v1/install/runner.sh', '/download/runner', `/${'a/'.repeat(3000)}`],
  ...['//', '/?', '*', 'http://attacker.example/', '/a\u0000b', '/\u00ff'],
];

const VERSION = [RUNNER_HEADERS.protocol, String(RUNNER_PROTOCOL_VERSION)] as const;
const JSON_TYPE = ['content-type', 'application/json'] as const;

/** Calls without a credential, or with one that does not permit the call. */
export const anonymousMove: Move = async (attacker, random) => {
  const words = attacker.words();
  const changed = (message: ReturnType<typeof enrollMessage>) =>
    requestOf(attacker, message, mutate(message.schema, message.value, random, words));
  const whatever = mutate(z.unknown(), { a: 1 }, random, words);
  await random.pick<() => Promise<unknown>>([
    () => attacker.send({ method: 'GET', path: anyPath(random), headers: [], body: { kind: 'none' } }),
    () =>
      attacker.send({
        method: random.pick(['POST', 'PUT', 'DELETE', 'PATCH']),
        path: anyPath(random),
        ...{ headers: [JSON_TYPE], body: { kind: 'text', text: jsonText(whatever) } },
      }),
    () => attacker.send(changed(enrollMessage(attacker))),
    () => attacker.send(changed(enrollMessage(attacker))),
    () => attacker.send(changed(nonceMessage(attacker))),
    () => attacker.send({ ...requestOf(attacker, pollMessage(attacker)), headers: [VERSION, JSON_TYPE] }),
    async () => {
      const claims = mutate(TokenProof, sample(TokenProof, random, words), random, words);
      const signed = typeof claims === 'object' && claims !== null ? claims : {};
      await attacker.send(changed(await proofMessage(attacker, signed)));
    },
  ])();
};

function anyPath(random: Random): string {
  const text = hostileString(random).slice(0, 200).toWellFormed();
  return random.chance(0.7) ? random.pick(PATHS) : `/outrunner/v1/${encodeURIComponent(text)}`;
}
