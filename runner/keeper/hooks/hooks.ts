import type { OperationHooks } from '../../link/command.ts';
import type { EndCause, OperationEnd } from '../../link/messages.ts';
import type { KeeperLog } from '../keeper-log.ts';
import { runHook } from './run-hook.ts';

/** Hooks that run at once; those after an operation wait for their turn. */
const MOST_AFTER = 16;
const KEPT = ['PATH', 'HOME', 'USER', 'LOGNAME', 'LANG', 'TZ', 'TMPDIR', 'SystemRoot'];

/**
 * Runs what the operator of the runner has run before and after operations. The keeper does it, once the start of the
 * operation is durable: so a hook runs once, whatever becomes of the runner. Those of a keeper that dies do not run again.
 */
export class Hooks {
  readonly #log: KeeperLog;
  readonly #onTold: () => void;
  readonly #closing = new AbortController();
  readonly #waiting: (() => Promise<void>)[] = [];
  #running = 0;

  /** `onTold` is called after each that has been told. */
  constructor(log: KeeperLog, onTold: () => void) {
    this.#log = log;
    this.#onTold = onTold;
  }

  /** Whether something is still to be told. */
  get isBusy(): boolean {
    return this.#running > 0 || this.#waiting.length > 0;
  }

  /** Gives why the operation may not start, if it may not. */
  async before(
    operationId: string,
    hooks: OperationHooks | undefined,
    signal: AbortSignal,
  ): Promise<EndCause | undefined> {
    if (hooks?.before === undefined) return undefined;
    const objection = await this.#run('before', hooks.before, hooks, {}, signal);
    if (objection === undefined) return undefined;
    this.#log.warn('a hook refused a step', { operation: operationId, objection });
    const problem = `The hook before operations of this runner refused it: ${objection}`;
    return { kind: 'failed', reason: 'hook-refused', problem };
  }

  /** Tells the end of an operation that was let through. */
  after(operationId: string, hooks: OperationHooks | undefined, end: OperationEnd): void {
    const { after } = hooks ?? {};
    if (hooks === undefined || after === undefined || this.#closing.signal.aborted) return;
    this.#waiting.push(async () => {
      const objection = await this.#run('after', after, hooks, { end }, this.#closing.signal);
      if (objection !== undefined)
        this.#log.warn('the hook after a step failed', { operation: operationId, objection });
    });
    this.#next();
  }

  /** Ends what runs of them. */
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
      this.#onTold();
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
    const told = { hook, ...context, ...(end && { end: end.cause }) };
    return runHook({
      program,
      environment: { ...own(), ...variables(context), OUTRUNNER_HOOK: hook, ...endVariables(end?.cause) },
      input: `${JSON.stringify(told)}\n`,
      timeoutMilliseconds,
      signal,
    });
  }
}

function own(): Record<string, string> {
  return Object.fromEntries(KEPT.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

/** What is a name of a variable; the text of a step is told on standard input alone. */
function variables({ text: _, ...context }: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(context).map(([name, value]) => [
      `OUTRUNNER_${name.replaceAll(/[A-Z]/g, '_$&').toUpperCase()}`,
      value.replaceAll('\0', ''),
    ]),
  );
}

function endVariables(cause: EndCause | undefined): Record<string, string> {
  if (cause === undefined) return {};
  const exitCode = 'exitCode' in cause ? cause.exitCode : undefined;
  return {
    OUTRUNNER_END: cause.kind,
    ...(exitCode === undefined ? {} : { OUTRUNNER_EXIT_CODE: String(exitCode) }),
  };
}
