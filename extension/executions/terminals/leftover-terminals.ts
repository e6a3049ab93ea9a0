import type { ExecutionId } from '../../../protocol/ids.ts';

/** Returns the name of an execution's terminal. */
export function terminalName(execution: ExecutionId, job: string | undefined): string {
  return job === undefined ? `#${execution}` : `#${execution} ${job}`;
}

/**
 * Returns the terminals of an execution that a dead extension host left behind. They have the name of the execution's
 * terminal, but receive no more output.
 */
export function leftoverTerminals<T extends { readonly name: string }>(
  execution: ExecutionId,
  terminals: readonly T[],
  isOurs: (terminal: T) => boolean,
): readonly T[] {
  const name = terminalName(execution, undefined);
  return terminals.filter(
    (terminal) => (terminal.name === name || terminal.name.startsWith(`${name} `)) && !isOurs(terminal),
  );
}
