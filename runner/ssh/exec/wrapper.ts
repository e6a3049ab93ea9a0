import { singleQuoted } from '../../../protocol/expansion/quote.ts';

/** A command for a POSIX node. */
export interface WrappedCommand {
  /** Read by the user's login shell. */
  readonly command: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Given to the command as its standard input, whole, before it starts; without NUL bytes. */
  readonly input?: string;
  readonly terminal: boolean;
  /** Between the signals TERM and KILL. */
  readonly graceSeconds: number;
}

/**
 * What is asked of the server: the same for every command, so that neither it nor a value stands in a list of
 * processes. It has no character that any login shell reads within single quotes. The first line that comes in is what
 * is run.
 */
export const WRAPPER = `exec /bin/sh -c 'IFS= read -r s && eval "$s"'`;

/**
 * The line that is sent first. What it starts leads a process group of its own, which a watcher ends with TERM and,
 * after the grace, KILL, once the input closes: by a cancel, or because the link is gone. When the command has ended,
 * the watcher goes and leaves alone what the command left running.
 */
export function wrapperLine(wrapped: WrappedCommand): string {
  const assignments = Object.entries(wrapped.environment).filter(([name]) => VARIABLE.test(name));
  const run = `"\${SHELL:-/bin/sh}" -c ${onOneLine(wrapped.command)}`;
  const watch = wrapped.terminal ? watchTerminal(wrapped.graceSeconds) : watchInput(wrapped.graceSeconds);
  const texts = [wrapped.command, wrapped.input ?? '', ...assignments.map(([, value]) => value)];
  const parts = [
    // It costs the node a process, so it is left out where no line ends.
    ...(texts.some((text) => text.includes('\n')) ? [`n=$(printf '\\012x'); n=\${n%x};`] : []),
    wrapped.terminal ? `stty ${TERMINAL_AS_USUAL} 2>/dev/null;` : 'exec 3<&0 </dev/null;',
    // A server may not make its sessions leaders: then the command alone is ended, and not what it started.
    `if kill -s 0 -- "-$$" 2>/dev/null; then g="-$$"; else g=$$; fi;`,
    ...assignments.map(([name, value]) => `export ${name}=${onOneLine(value)};`),
    `{ ${watch}; } >/dev/null 2>&1 &`,
    ...(wrapped.terminal ? [] : ['exec 3<&-;']),
    wrapped.input === undefined ? `exec ${run}` : `printf %s ${onOneLine(wrapped.input)} | ${run}; exit "$?"`,
  ];
  return `${parts.join(' ')}\n`;
}

/** The modes of a pseudo-terminal while it takes the line: nothing in it is shown, changed or read as a key. */
export const QUIET_TERMINAL = { ECHO: 0, ICANON: 0, ISIG: 0, IXON: 0, ICRNL: 0 };
const TERMINAL_AS_USUAL = 'echo icanon isig ixon icrnl';

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Ends the group, then what is left of it, and itself with that. */
const end = (grace: number | string) => `kill -s TERM -- "$g"; sleep ${grace}; kill -s KILL -- "$g"`;

/**
 * A signal that the command sends to its own group wakes the watcher, and does not end it. A line that comes in before
 * the end is another grace.
 */
const watchInput = (grace: number) =>
  `trap 'i=1' HUP INT QUIT TERM; k=${grace}; while i=; w=; read -r w <&3 || [ "$i" ]; do k=\${w:-$k}; done; if kill -s 0 "$$"; then ${end('"$k"')}; fi`;

/**
 * A terminal hangs up when its link is gone, and when the command has ended: which of both is clear a moment later.
 * Nothing is read, since what comes in belongs to the command.
 */
const watchTerminal = (grace: number) =>
  `trap '' INT QUIT TSTP; trap 'h=1' HUP; trap : TERM; h=; until [ "$h" ]; do sleep 2147483647; done; sleep 1; if kill -s 0 "$$"; then ${end(grace)}; fi`;

/** A text as one word of a shell, written on one line: its line ends stand in the variable `n`. */
function onOneLine(text: string): string {
  return text.split('\n').map(singleQuoted).join('"$n"');
}
