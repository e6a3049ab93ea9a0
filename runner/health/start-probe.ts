import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Inability } from '../../protocol/entities/inability.ts';
import { inTime } from '../keeper-client/in-time.ts';
import type { KeeperClient } from '../keeper-client/keeper-client.ts';
import { hostFaultOf, inabilityOf } from '../link/host-fault.ts';
import { LinkRefusal } from '../link/link-refusal.ts';
import { diskRoom, shortage } from './disk-room.ts';

/** Operation id of the probe in the keeper. No coordinator issues this id. */
const PROBE = 'start-probe';
const PROBE_BYTES = 64 * 1024;

export interface StartProbeOptions {
  readonly dataDir: string;
  readonly keeper: Pick<KeeperClient, 'prepare' | 'abandon'>;
}

/**
 * Tests the prerequisites of every start of a step: free disk space, writing and syncing a file, and a gate that the keeper
 * spawns and abandons. Resolves to the reason why steps cannot start; undefined if they can. `wasUnable` raises the
 * required space.
 */
export async function probeStart(
  { dataDir, keeper }: StartProbeOptions,
  wasUnable: boolean,
): Promise<Inability | undefined> {
  const path = join(dataDir, PROBE);
  try {
    const short = shortage(await diskRoom(dataDir), wasUnable);
    if (short !== undefined) return inabilityOf('no-space', `${dataDir}: ${short}`);
    const file = await open(path, 'w', 0o600);
    try {
      await file.writeFile(Buffer.alloc(PROBE_BYTES));
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    return inabilityOf(hostFaultOf(error) ?? 'start-failed', (error as Error).message);
  } finally {
    await rm(path, { force: true }).catch(() => undefined);
  }
  const prepared = keeper.prepare(PROBE, false);
  // Runs without an await, so that the gate is also abandoned if the keeper answers after the time limit.
  prepared.then(() => keeper.abandon(PROBE)).catch(() => undefined);
  try {
    const { problem, fault = 'start-failed' } = await inTime(prepared);
    return problem === undefined ? undefined : inabilityOf(fault, problem);
  } catch (error) {
    const isStorage = error instanceof LinkRefusal && error.code === 'storage';
    const fault = isStorage ? 'disk-failed' : hostFaultOf(error);
    return inabilityOf(fault ?? 'start-failed', (error as Error).message);
  }
}
