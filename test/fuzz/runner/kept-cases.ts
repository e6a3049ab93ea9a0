import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Random } from '../../chaos/random.ts';
import { until } from '../../e2e/harness/until.ts';
import type { Campaign } from '../campaign.ts';
import { judgeAftermath } from '../target/aftermath.ts';
import { AttackedSystem } from '../target/attacked-system.ts';
import { Findings } from '../target/findings.ts';
import { watchProcess } from '../target/process-watch.ts';
import { type HostileRequest, resolved } from '../wire/hostile-request.ts';
import type { Attacker } from './attacker.ts';
import { claimsMessage, pollMessage, requestOf } from './conversation.ts';
import { connect } from './honest-steps.ts';
import { createAttacker, MOST_MEMORY_MIB } from './runner-campaign.ts';

/** Requests that once caused a fault. Names such as `{{session}}` are replaced by the values of a run. */
export interface KeptCase {
  readonly file: string;
  readonly what: string;
  readonly requests: readonly HostileRequest[];
}

const FOLDER = join(import.meta.dirname, '../cases');
const SETTLE_MS = 300;

export function keptCases(): readonly KeptCase[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => ({ ...(JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as KeptCase), file }));
}

/** Sends the requests of every stored case as a new replica in the required state. */
export const attackAsBefore: Campaign = async ({ signal, report }) => {
  const findings = new Findings();
  await using system = await AttackedSystem.open();
  const over = new AbortController();
  const busy = system.arena.keepBusy(system.hostileRunner, new Random(1), over.signal);
  const figures = watchProcess(system.coordinator.program, MOST_MEMORY_MIB, {
    findings,
    over: over.signal,
    trace: () => [],
  });
  for (const one of keptCases()) {
    if (signal.aborted || system.coordinator.program.child.exitCode !== null) break;
    await replay(system, one, findings, signal).catch((error: unknown) =>
      findings.add(`kept case ${one.file} could not be repeated`, String(error)),
    );
    await system.honest.runOnce(findings, () => one.requests);
  }
  over.abort();
  await Promise.all([busy, figures]);
  await judgeAftermath(system, findings);
  report(`kept cases: ${keptCases().length}; peak ${(await figures).peakMib} MiB`);
  return findings.list();
};

async function replay(
  system: AttackedSystem,
  { what, file, requests }: KeptCase,
  findings: Findings,
  signal: AbortSignal,
): Promise<void> {
  const before = findings.list().length;
  const attacker = await createAttacker(system, findings, signal);
  try {
    const text = JSON.stringify(requests);
    await until(`a replica to be ready for ${file}`, async () => {
      await connect(attacker);
      await prepare(attacker);
      const lacks = (name: string, value: string | undefined) =>
        text.includes(`{{${name}}}`) && (value ?? '') === '';
      const { granted, discoveries, sessionId } = attacker;
      const isReady =
        sessionId !== '' &&
        !lacks('operation1', granted[0]?.operationId) &&
        !lacks('discovery', discoveries.at(-1));
      return isReady ? true : undefined;
    });
    const names = attacker.names();
    for (const request of requests) await attacker.send(resolved(request, names));
    await pause(SETTLE_MS);
  } finally {
    attacker.close();
  }
  if (findings.list().length > before) findings.add(`kept case ${file} does harm again`, what, requests);
}

/** Accepts the operations that the coordinator offers to a replica. */
async function prepare(attacker: Attacker): Promise<void> {
  await attacker.send(requestOf(attacker, pollMessage(attacker)));
  if (attacker.granted.length === 0 && attacker.offers.length > 0)
    await attacker.send(requestOf(attacker, claimsMessage(attacker.offers)));
}
