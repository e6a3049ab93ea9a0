import { singleQuoted } from '../../../support/text/shell-quote.ts';

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

/** How a server is asked for a command: neither the command nor a value stands in a list of processes. */
export interface Wrapper {
  /** What the login shell is given: the same for every command of its kind. */
  readonly request: string;
  /** What is sent to it first. */
  readonly line: string;
}

/**
 * What the line starts leads a process group of its own, which a watcher ends with TERM and, after the grace, KILL, once
 * the input closes: by a cancel, or because the link is gone. When the command has ended, the watcher goes and leaves
 * alone what the command left running.
 */
export function wrap(wrapped: WrappedCommand): Wrapper {
  return wrapped.terminal || wrapped.input !== undefined ? bySh(wrapped) : byLoginShell(wrapped);
}

/** A request that any login shell reads: within its single quotes is no character that one of them looks at. */
function bySh(wrapped: WrappedCommand): Wrapper {
  const { command, input, terminal, graceSeconds } = wrapped;
  const run = `"\${SHELL:-/bin/sh}" -c ${onOneLine(command)}`;
  const parts = terminal
    ? [`stty ${TERMINAL_AS_USUAL} 2>/dev/null;`, ...surroundings(wrapped, watchTerminal(graceSeconds))]
    : inputKept(surroundings(wrapped, watchInput(graceSeconds)));
  const last = input === undefined ? `exec ${run}` : `printf %s ${onOneLine(input)} | ${run}; exit "$?"`;
  return {
    request: `exec /bin/sh -c 'IFS= read -r __line && eval "$__line"'`,
    line: lineOf(wrapped, [...parts, last]),
  };
}

/**
 * A login shell that is a bash goes on by itself, as it does where a command is given to `ssh`, and spares the node two
 * programs; it reads the line whole and not by the byte, for which its size is sent before it. Any other hands over to
 * `sh`, and that to the shell of the user.
 */
function byLoginShell(wrapped: WrappedCommand): Wrapper {
  const line = lineOf(wrapped, [
    ...inputKept(surroundings(wrapped, watchInput(wrapped.graceSeconds))),
    `__command=${onOneLine(wrapped.command)};`,
    // A `wait` of the command does not wait for the watcher.
    'if [ "$__bash" ]; then disown -a 2>/dev/null; unset -v __bash __size __line __newline __group;',
    `eval "eval \\"unset -v __command; \\$__command\\"; ${LET_WATCHER_GO}; exit \\$__status"; fi;`,
    `exec "\${SHELL:-/bin/sh}" -c "$__command"`,
  ]);
  return { request: PLAIN_REQUEST, line: `${Buffer.byteLength(line)}\n${line}` };
}

/**
 * Read after the command by a shell that knows its watcher as `$!` before it. The watcher would see the end of its input
 * by itself, which costs the node more; while it ends what is left of a cancelled command, it does not listen.
 */
const LET_WATCHER_GO = '{ __status=\\$?; builtin kill -s USR1 $! || :; } 2>/dev/null';

/** `read -N` came with bash 4.1. */
const IN_BASH =
  'case $BASH_VERSION in 4.[1-9]*|[5-9].*|[1-9][0-9].*) IFS= read -r __size && LC_ALL=C read -rN "$__size" __line && __bash=1 && eval "$__line";; esac';
/** How `sh` takes a line that its size is sent before. */
export const IN_SH = 'read -r __size && IFS= read -r __line && __bash= && eval "$__line"';
/** A tcsh, which knows no BASH_VERSION, would fail at what is for a bash. */
export const IF_BASH = 'test "$SHELL" = /bin/bash -o "$SHELL" = /usr/bin/bash &&';

/**
 * One text for a login bash and for any other shell. A fish before 3.0 reads no request that has `&&` outside of quotes. It
 * leaves at the first `eval`, and never sees the second: `status` is a variable in fish and zsh, and the `#` no more than
 * its end; elsewhere the `#` begins a comment.
 */
export function requestFor(bash: string, others: string): string {
  return `eval "test -n $status# ;" ${singleQuoted(others)}; eval ${singleQuoted(bash)}; ${others}`;
}

const PLAIN_REQUEST = requestFor(`${IF_BASH} eval '${IN_BASH}'`, `exec /bin/sh -c '${IN_SH}'`);

/** The environment of a command, and its watcher. */
function surroundings({ environment }: WrappedCommand, watch: string): string[] {
  const assignments = Object.entries(environment).filter(([name]) => VARIABLE.test(name));
  const exported = assignments.map(([name, value]) => `${name}=${onOneLine(value)}`).join(' ');
  return [
    // A server may not make its sessions leaders: then the command alone is ended, and not what it started.
    `if kill -s 0 -- "-$$" 2>/dev/null; then __group="-$$"; else __group=$$; fi;`,
    ...(exported ? [`export ${exported};`] : []),
    `{ ${watch}; } >/dev/null 2>&1 &`,
  ];
}

/** The input is the watcher's alone, as descriptor 3. */
const inputKept = (parts: readonly string[]) => ['exec 3<&0 </dev/null;', ...parts, 'exec 3<&-;'];

function lineOf({ command, input = '', environment }: WrappedCommand, parts: readonly string[]): string {
  const texts = [command, input, ...Object.values(environment)];
  // It costs the node a process, so it is left out where no line ends.
  const newline = texts.some((text) => text.includes('\n'))
    ? [`__newline=$(printf '\\012x'); __newline=\${__newline%x};`]
    : [];
  return `${[...newline, ...parts].join(' ')}\n`;
}

/** The modes of a pseudo-terminal while it takes the line: nothing in it is shown, changed or read as a key. */
export const QUIET_TERMINAL = { ECHO: 0, ICANON: 0, ISIG: 0, IXON: 0, ICRNL: 0 };
const TERMINAL_AS_USUAL = 'echo icanon isig ixon icrnl';

/** A name that a shell takes for a variable. */
export const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Sends a signal to what the operation started and what left the group, which is known by both of its marks. Those in the
 * group get theirs at once: one after the other, a shell would go on where its command has ended. Where there is no /proc,
 * nothing is found.
 */
const SIGNAL_MARKED = [
  '__marked() { [ "$OUTRUNNER_OPERATION" ] &&',
  'for f in $(grep -lszFxe "OUTRUNNER_OPERATION=$OUTRUNNER_OPERATION" /proc/[0-9]*/environ); do',
  'f=${f%/environ}; p=${f#/proc/};',
  'grep -qszFxe "OUTRUNNER_REPLICA=$OUTRUNNER_REPLICA" "$f/environ" && read -r s <"$f/stat" || continue;',
  // After its name, in parentheses, stand its state, its parent and its group.
  's=${s##*) }; s=${s#* }; s=${s#* };',
  '[ "-${s%% *}" = "$__group" ] || [ "$p" = "$__group" ] || kill -s "$1" "$p"; done; }',
].join(' ');

/** How often it is looked whether what was killed is gone. */
const KILLED_LOOKS = 10;

/**
 * A command that ends what an operation with that environment left running: TERM, and KILL after the grace. Undefined
 * where nothing tells whose processes are its own.
 */
export function endOfMarked(
  { OUTRUNNER_OPERATION: operation, OUTRUNNER_REPLICA: replica }: WrappedCommand['environment'],
  graceSeconds: number,
): string | undefined {
  if (operation === undefined || replica === undefined) return undefined;
  // Not in its own environment, where it would find itself.
  const marks = `OUTRUNNER_OPERATION=${singleQuoted(operation)}; OUTRUNNER_REPLICA=${singleQuoted(replica)}; __group=-`;
  const isLeft = 'grep -qszFxe "OUTRUNNER_OPERATION=$OUTRUNNER_OPERATION" /proc/[0-9]*/environ';
  const wait = (times: number, sleep: string) =>
    `n=${times}; while [ "$n" -gt 0 ] && ${isLeft}; do ${sleep}; n=$((n - 1)); done`;
  const kill = `__marked KILL; ${wait(KILLED_LOOKS, 'sleep 0.1 2>/dev/null || sleep 1')}`;
  const text = `${marks}; ${SIGNAL_MARKED}; __marked TERM; ${wait(graceSeconds, 'sleep 1')}; ${kill}`;
  return `exec /bin/sh -c ${singleQuoted(text)}`;
}

/** Ends the group and what left it, then what is left of both, and itself with that. */
const end = (grace: number | string) =>
  `${SIGNAL_MARKED}; kill -s TERM -- "$__group"; __marked TERM; sleep ${grace}; __marked KILL; kill -s KILL -- "$__group"`;

/**
 * A signal that the command sends to its own group wakes the watcher, and does not end it. A line that comes in before
 * the end is another grace. How it ends the command is a text until then, which costs less than to read it.
 */
const watchInput = (grace: number) =>
  `trap 'i=1' HUP INT QUIT TERM; k=${grace}; while i=; w=; read -r w <&3 || [ "$i" ]; do k=\${w:-$k}; done; trap '' USR1; if kill -s 0 "$$"; then eval ${singleQuoted(end('"$k"'))}; fi`;

/**
 * A terminal hangs up when its link is gone, and when the command has ended: which of both is clear a moment later.
 * Nothing is read, since what comes in belongs to the command.
 */
const watchTerminal = (grace: number) =>
  `trap '' INT QUIT TSTP; trap 'h=1' HUP; trap : TERM; h=; until [ "$h" ]; do sleep 2147483647; done; sleep 1; if kill -s 0 "$$"; then ${end(grace)}; fi`;

/** A text as one word of a shell, written on one line: its line ends stand in the variable `__newline`. */
function onOneLine(text: string): string {
  return text.split('\n').map(singleQuoted).join('"$__newline"');
}
