import { Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type * as z from 'zod';
import { ErrorBody } from '../../../protocol/errors/error-body.ts';
import { MANAGEMENT_ROUTES, type RouteName } from '../../../protocol/routes/management-routes.ts';
import { fillPath, queryString } from '../../../protocol/routes/path.ts';
import { OUTRUNNER_BASE, type Route } from '../../../protocol/routes/route.ts';
import { Random } from '../../chaos/random.ts';
import type { Coordinator } from '../../e2e/harness/coordinator.ts';
import { importJob } from '../../e2e/harness/jobs.ts';
import { World } from '../../e2e/harness/world.ts';
import type { Campaign } from '../campaign.ts';
import { overviews, read } from '../target/api-watch.ts';
import { attackPeriod } from '../target/attack-period.ts';
import { Findings } from '../target/findings.ts';
import { watchProcess } from '../target/process-watch.ts';
import { hostileString, hostileValue } from '../values/hostile-values.ts';
import { jsonText } from '../values/json-text.ts';
import { mutate } from '../values/mutate.ts';
import { sample } from '../values/schema-walk.ts';
import { type HostileRequest, packed } from '../wire/hostile-request.ts';
import { send } from '../wire/send.ts';

/**
 * Limit of peak resident memory, in MiB: about 250 for the main thread, 400 for the thread that parses job texts over 1
 * MiB (up to a quoted text of 9 MiB), and 300 for a thread that parses a shorter text at the same time. V8 retains the
 * memory of a thread for 8 seconds after its end.
 */
const MOST_MEMORY_MIB = 1024;
const CALLERS = 2;
const KEPT_REQUESTS = 40;
const LONGEST_PAUSE_MS = 20;

/**
 * Routes that would open a port to other hosts, revoke the campaign's own token, or never end. The campaign skips them.
 */
const LEFT_OUT: readonly RouteName[] = ['setShare', 'deleteToken', 'changeEvents', 'executionStream'];

const ROUTES = Object.entries(MANAGEMENT_ROUTES as Readonly<Record<string, Route>>).filter(
  ([name]) => !LEFT_OUT.some((it) => it === name),
);

/** Sends hostile values to every route of the management API as an administrator. The process must answer each. */
export const attackAsUser: Campaign = async ({ seed, seconds, signal, report }) => {
  const findings = new Findings();
  const random = new Random(seed);
  await using world = await World.open();
  let coordinator = await world.coordinator();
  const words = await prepare(coordinator);
  const over = attackPeriod(seconds, signal);
  const history: HostileRequest[] = [];
  const figures = watchProcess(coordinator.program, MOST_MEMORY_MIB, {
    findings,
    over,
    trace: () => history.slice(-KEPT_REQUESTS),
  });
  const answers = new Map<number, number>();
  const callers = Array.from({ length: CALLERS }, () =>
    keepCalling({ coordinator, random: random.fork(), words, findings, over, history, answers }),
  );
  await Promise.all([...callers, figures]);
  await coordinator.program.end('SIGKILL');
  coordinator = await coordinator.again();
  for (const reading of overviews({ projects: [], executions: [], runnerIds: [] }))
    await read(coordinator, reading, findings);
  coordinator.client.close();
  report(
    `answers: ${[...answers]
      .sort(([a], [b]) => a - b)
      .map(([status, count]) => `${status}: ${count}`)
      .join(', ')}`,
  );
  report(`coordinator: peak ${(await figures).peakMib} MiB of ${MOST_MEMORY_MIB}`);
  return findings.list();
};

interface Calling {
  readonly coordinator: Coordinator;
  readonly random: Random;
  readonly words: readonly string[];
  readonly findings: Findings;
  readonly over: AbortSignal;
  readonly history: HostileRequest[];
  readonly answers: Map<number, number>;
}

async function keepCalling(calling: Calling): Promise<void> {
  const { coordinator, random, words, findings, over, history, answers } = calling;
  const agent = new Agent({ keepAlive: true });
  const line = { port: coordinator.port, agent, signal: over };
  while (!over.aborted) {
    const own = random.fork();
    const [name, route] = own.pick(ROUTES);
    const request = requestOf(route, coordinator.token, own, words);
    history.push(packed(request));
    if (history.length > 2 * KEPT_REQUESTS) history.splice(0, KEPT_REQUESTS);
    const answer = await send(line, request);
    if ('status' in answer) {
      answers.set(answer.status, (answers.get(answer.status) ?? 0) + 1);
      const text = answer.body.toString('utf8', 0, 3000);
      if (answer.status >= 500 && isUnforeseen(text))
        findings.add(`${name} answered ${answer.status}`, `${request.path.slice(0, 300)}: ${text}`, [
          history.at(-1),
        ]);
    }
    await pause(own.between(0, LONGEST_PAUSE_MS));
  }
  agent.destroy();
}

function isUnforeseen(text: string): boolean {
  try {
    const code = ErrorBody.safeParse(JSON.parse(text)).data?.errorCode;
    return code === undefined || code === 'internal';
  } catch {
    return true;
  }
}

function requestOf(route: Route, token: string, random: Random, words: readonly string[]): HostileRequest {
  const fields = (of: Readonly<Record<string, z.ZodType>>) =>
    Object.entries(of).map(
      ([key, schema]) =>
        [key, random.chance(0.3) ? hostileString(random) : sample(schema, random, words)] as const,
    );
  const params = Object.fromEntries(fields(route.params).map(([key, value]) => [key, plain(value)]));
  const query = Object.fromEntries(
    fields(route.query)
      .filter(() => random.chance(0.4))
      .map(([key, value]) => [key, plain(value)]),
  );
  const base = route.base === 'api' ? '/api/53' : OUTRUNNER_BASE;
  const { mediaType, text } = bodyOf(route, random, words);
  return {
    method: route.method,
    path: `${base}${fillPath(route.path, params)}${queryString(query)}`,
    headers: [
      ['x-rundeck-auth-token', token],
      ...(mediaType === '' ? [] : [['content-type', mediaType] as const]),
    ],
    body: text === undefined ? { kind: 'none' } : { kind: 'text', text },
  };
}

function bodyOf(
  { body }: Route,
  random: Random,
  words: readonly string[],
): { mediaType: string; text?: string } {
  switch (body.kind) {
    case 'json': {
      const valid = sample(body.schema, random, words);
      const value = random.chance(0.6) ? mutate(body.schema, valid, random, words) : valid;
      return { mediaType: 'application/json', text: jsonText(value) };
    }
    case 'text':
      return { mediaType: random.pick(body.mediaTypes), text: jsonText(hostileValue(random)) };
    case 'bytes':
      return { mediaType: 'application/octet-stream', text: hostileString(random) };
    default:
      return { mediaType: '' };
  }
}

/** Formats a value as part of a URL, truncated to a length that HTTP accepts. */
function plain(value: unknown): string {
  return String(typeof value === 'object' ? jsonText(value) : value)
    .slice(0, 2000)
    .toWellFormed();
}

/** Creates one object of each kind, and returns their names. */
async function prepare(coordinator: Coordinator): Promise<readonly string[]> {
  const { client } = coordinator;
  const { runnerId } = await client.createRunner({
    body: { name: 'some', description: '', tagNames: ['tag'], assignedProjects: { demo: '.*' } },
  });
  const job = await importJob(client, { name: 'target', tags: ['tag'], steps: ['echo a'] });
  await coordinator.call('POST', '/api/53/storage/keys/project/demo/word', 'a password', {
    'Content-Type': 'application/x-rundeck-data-password',
  });
  const run = await client.runJob({ params: { job }, body: {} });
  return [
    'demo',
    'tag',
    'some',
    job,
    runnerId,
    String(run.id),
    'project/demo/word',
    'admin',
    '.*',
    'true',
    '1',
  ];
}
