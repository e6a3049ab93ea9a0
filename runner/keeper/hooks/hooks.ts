import type { OperationEnd } from '../../../protocol/entities/operation-end.ts';
import type { OperationHooks } from '../../link/command.ts';
import type { KeeperResult } from '../../link/messages.ts';
import type { KeeperLog } from '../keeper-log.ts';
import { runHook } from './run-hook.ts';

/** Maximum number of concurrent hooks after operations. Further hooks are queued. */
const MOST_AFTER = 16;
const KEPT = ['PATH', 'HOME', 'USER', 'LOGNAME', 'LANG', 'TZ', 'TMPDIR', 'SystemRoot'];

/**
 * Runs the hooks of the runner's operator before and after operations. The keeper starts a hook after it has recorded
 * the start of the operation, so a hook runs once, even if the runner is replaced. If the keeper dies, its hooks do not
 * run again.
 */
export class Hooks {
  readonly #log: KeeperLog;
  readonly #onReported: () => void;
  readonly #closing = new AbortController();
  readonly #waiting: (() => Promise<void>)[] = [];
  #running = 0;

  /** `onReported` is called after each hook that follows an operation. */
  constructor(log: KeeperLog, onReported: () => void) {
    this.#log = log;
    this.#onReported = onReported;
  }

  /** Whether hooks are queued or running. */
  get isBusy(): boolean {
    return this.#running > 0 || this.#waiting.length > 0;
  }

  /**
   * Runs the hook before the operation. Resolves to the reason why the operation may not start; undefined if it may.
   */
  async before(
    operationId: string,
    hooks: OperationHooks | undefined,
    signal: AbortSignal,
  ): Promise<OperationEnd | undefined> {
    if (hooks?.before === undefined) return undefined;
    const objection = await this.#run('before', hooks.before, hooks, {}, signal);
    if (objection === undefined) return undefined;
    this.#log.warn('a hook refused a step', { operation: operationId, objection });
    const problem = `The hook that runs before operations on this runner refused the step: ${objection}`;
    return { kind: 'failed', reason: 'hook-refused', problem };
  }

  /** Queues the hook after the end of an operation. `hooks` is undefined if no hook admitted the operation. */
  after(operationId: string, hooks: OperationHooks | undefined, { end }: KeeperResult): void {
    const { after } = hooks ?? {};
    if (hooks === undefined || after === undefined || this.#closing.signal.aborted) return;
    this.#waiting.push(async () => {
      const objection = await this.#run('after', after, hooks, { end }, this.#closing.signal);
      if (objection !== undefined)
        this.#log.warn('the hook after a step failed', { operation: operationId, objection });
    });
    this.#next();
  }

  /** Ends the running hooks. */
  close(): void {
    this.#waiting.length = 0;
    this.#closing.abort();
  }

  #next(): void {
    if (this.#running >= MOST_AFTER) return;
    const turn = this.#waiting.shift();
    if (turn === undefined) return;
    this.#running += 1;
    void turn().finally(() => {
      this.#running -= 1;
      this.#next();
      this.#onReported();
    });
  }

  #run(
    hook: 'before' | 'after',
    program: readonly string[],
    { context, timeoutMilliseconds }: OperationHooks,
    more: { readonly end?: OperationEnd },
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const { end } = more;
    const facts = { hook, ...context, ...(end && { end }) };
    return runHook({
      program,
      environment: { ...own(), ...variables(context), OUTRUNNER_HOOK: hook, ...endVariables(end) },
      input: `${JSON.stringify(facts)}\n`,
      timeoutMilliseconds,
      signal,
    });
  }
}

function own(): Record<string, string> {
  return Object.fromEntries(KEPT.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

/** Returns the facts that become variables. The text of a step is omitted, because hooks get it on standard input. */
function variables({ text: _, ...context }: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(context).map(([name, value]) => [
      `OUTRUNNER_${name.replaceAll(/[A-Z]/g, '_$&').toUpperCase()}`,
      value.replaceAll('\0', ''),
    ]),
  );
}

function endVariables(end: OperationEnd | undefined): Record<string, string> {
  if (end === undefined) return {};
  const exitCode = 'exitCode' in end ? end.exitCode : undefined;
  return {
    OUTRUNNER_END: end.kind,
    ...(exitCode === undefined ? {} : { OUTRUNNER_EXIT_CODE: String(exitCode) }),
  };
}
