import assert from 'node:assert/strict';
import type { Client } from '../../../protocol/client/client.ts';
import type { ExecutionId } from '../../../protocol/ids.ts';
import type { Execution } from '../../../protocol/routes/shapes/execution-shapes.ts';
import { endOf } from './jobs.ts';

/** The result of a run. */
export interface Told {
  readonly execution: Execution;
  readonly status: string;
  readonly reason: { readonly code: string; readonly message: string } | undefined;
  readonly lines: readonly string[];
  /** Lines of the form `stepctx node: line`. The node is omitted if the step runs on no node. */
  readonly told: readonly string[];
}

/** Waits for the end of an execution and returns its result. */
export async function toldOf(client: Client, id: ExecutionId): Promise<Told> {
  const execution = await endOf(client, id);
  const { entries, completed } = await client.getExecutionOutput({
    params: { execution: id },
    query: { offset: '0' },
  });
  assert.ok(completed);
  return {
    execution,
    status: execution.status,
    reason: execution.reason,
    lines: entries.map(({ log }) => log),
    told: entries.map(({ stepctx, node, log }) => `${stepctx} ${node}: ${log}`),
  };
}
