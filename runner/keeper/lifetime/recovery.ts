import { setTimeout as sleep } from 'node:timers/promises';
import type { KeeperResult } from '../../link/messages.ts';
import { isAlive, type ProcessIdentity } from '../processes/process-identity.ts';
import { terminateTree } from '../processes/tree-termination.ts';
import type { OperationRecords, RecordedOperation } from '../records/operation-records.ts';
import { OperationSpool, type SpoolSettings } from '../spool/operation-spool.ts';
import { recoverSpools } from '../spool/spool-recovery.ts';

/** Grace period for the steps of a keeper that died, in ms. */
const GRACE_MILLISECONDS = 2000;
/** Time, in ms, after which the end of a step is reported even if some of its processes are still running. */
const LONGEST_MILLISECONDS = 6000;

export interface LeftOperation {
  readonly operationId: string;
  readonly result: KeeperResult;
  readonly spool: OperationSpool;
}

/**
 * Ends the steps of a previous keeper, because no process reads their output any more. Reports them as lost, with the
 * part of their output that the spool contains. An operation without an *opening* record did not start and is
 * forgotten. If the records are incomplete, such an operation may have started. Then its processes are ended too, and
 * it is reported if it has output.
 */
export async function recoverOperations(
  records: OperationRecords,
  settings: SpoolSettings,
  setAside: (path: string, problem: string) => void,
): Promise<LeftOperation[]> {
  const { recorded, isIncomplete } = records;
  const ids = new Set(recorded.flatMap(({ operationId, opened }) => (opened ? [operationId] : [])));
  const spools = recoverSpools(settings, (id) => isIncomplete || ids.has(id), setAside);
  const known = new Map(recorded.map((operation) => [operation.operationId, operation]));
  for (const operationId of spools.keys())
    if (!known.has(operationId)) known.set(operationId, { operationId, marks: [], opened: true });
  const hasStarted = ({ operationId, opened }: RecordedOperation) => opened || spools.has(operationId);
  const opened = [...known.values()].filter(hasStarted);
  const unopened = recorded.filter((operation) => !hasStarted(operation));
  if (isIncomplete) await Promise.all(unopened.map(({ root }) => root && endTree(root, [])));
  for (const { operationId } of unopened) records.note({ record: 'forgotten', operationId });
  return Promise.all(
    opened.map(async (operation) => {
      const { operationId } = operation;
      const spool = spools.get(operationId) ?? emptySpool(operation, settings);
      const recorded = operation.result ?? (await endLost(operation, spool));
      const result = confirmedResult(operation, recorded, spool);
      if (result !== operation.result) records.noteEnd(operationId, result);
      return { operationId, result, spool };
    }),
  );
}

function emptySpool(operation: RecordedOperation, settings: SpoolSettings): OperationSpool {
  const { operationId, result, released } = operation;
  const at =
    released && result ? { endOffset: result.offset, digest: result.digest } : { endOffset: 0, digest: 0 };
  return OperationSpool.recovered(settings, operationId, { segments: [], ...at });
}

async function endLost(operation: RecordedOperation, spool: OperationSpool): Promise<KeeperResult> {
  const { root, node, marks, captures } = operation;
  // A step on a node has marks if it also started a program on this host. Without marks, there is no such program to
  // end.
  const here = root && (node === undefined || marks.length > 0) ? await endTree(root, marks) : undefined;
  const ending = node === undefined && here !== undefined ? here : lossOf(node);
  const problem = captures ? `${ending} The data that its log filters captured is lost.` : ending;
  return {
    end: { kind: root || node !== undefined ? 'keeper-lost' : 'unknown', problem },
    offset: spool.endOffset,
    digest: spool.digest,
    endedAt: Date.now(),
  };
}

function lossOf(node: string | undefined): string {
  if (node === undefined)
    return 'The keeper died while it started the step, or its record of the step is damaged.';
  return `The keeper of the step died, and with it the connection to node ${node}: the commands there were requested to end.`;
}

async function endTree(root: ProcessIdentity, marks: readonly string[]): Promise<string> {
  const lost = 'The keeper of the step died, and the step was ended';
  const termination = terminateTree(
    { root, environment: marks },
    { grace: GRACE_MILLISECONDS, numberKnown: isAlive(root) },
  );
  const ended = await Promise.race([
    termination.then(() => true),
    sleep(LONGEST_MILLISECONDS, false, { ref: false }),
  ]);
  return ended ? `${lost}.` : `${lost}, but some of its processes are still running.`;
}

/**
 * Returns the result if the spool contains all its output. After a power loss, the spool may contain less. The end then
 * becomes `keeper-lost`.
 */
function confirmedResult(
  operation: RecordedOperation,
  result: KeeperResult,
  spool: OperationSpool,
): KeeperResult {
  if (spool.endOffset === result.offset && spool.digest === result.digest) return result;
  const problem = `The host stopped before all output was on its disk (the step had ended: ${describe(operation)}).`;
  const { endOffset: offset, digest } = spool;
  return { ...result, end: { kind: 'keeper-lost', problem }, offset, digest };
}

function describe({ result }: RecordedOperation): string {
  const end = result?.end;
  return end?.kind === 'exited' ? `exit code ${end.exitCode}` : (end?.kind ?? 'unknown');
}
