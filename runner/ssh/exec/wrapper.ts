import { singleQuoted } from '../../../support/text/shell-quote.ts';

/** A command for a POSIX node. */
export interface WrappedCommand {
  /** Interpreted by the user's login shell. */
  readonly command: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The complete standard input, without NUL bytes. It is sent before the command starts. */
  readonly input?: string;
  readonly terminal: boolean;
  /** Seconds between the signals TERM and KILL. */
  readonly graceSeconds: number;
}

/** The texts that start a command on a node. They keep the command and its values out of process listings. */
export interface Wrapper {
  /** The request for the login shell. It is the same for all commands with the same kind of input. */
  readonly request: string;
  /** The first line to send to that shell. */
  readonly line: string;
}

/**
 * Builds the texts for a command. The line starts the command in its own process group, with a watcher. When the input
 * closes, because of a cancel or a lost link, the watcher ends the group with TERM and, after the grace period, KILL.
 * When the command has ended, the watcher exits and does not end background processes of the command.
 */
export function wrap(wrapped: WrappedCommand): Wrapper {
  return wrapped.terminal || wrapped.input !== undefined ? bySh(wrapped) : byLoginShell(wrapped);
}

/** Returns a wrapper for any login shell. Its single-quoted text contains no character that a shell interprets. */
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
 * Returns a wrapper that a login shell executes itself if it is bash, as with `ssh host command`. The node then starts two
 * fewer programs. The size is sent before the line, so that bash can read the line at once instead of byte by byte. Any
 * other login shell starts `sh`, which starts the user's shell.
 */
function byLoginShell(wrapped: WrappedCommand): Wrapper {
  const line = lineOf(wrapped, [
    ...inputKept(surroundings(wrapped, watchInput(wrapped.graceSeconds))),
    `__command=${onOneLine(wrapped.command)};`,
    // A `wait` in the command must not wait for the watcher.
    'if [ "$__bash" ]; then disown -a 2>/dev/null; unset -v __bash __size __line __newline __group;',
    `eval "eval \\"unset -v __command; \\$__command\\"; ${LET_WATCHER_GO}; exit \\$__status"; fi;`,
    `exec "\${SHELL:-/bin/sh}" -c "$__command"`,
  ]);
  return { request: PLAIN_REQUEST, line: `${Buffer.byteLength(line)}\n${line}` };
}

/**
 * Notifies the watcher (`$!` in this shell) that the command has ended. The watcher would also notice the end of its
 * input, but at a higher cost for the node. While the watcher ends a cancelled command, it ignores USR1.
 */
const LET_WATCHER_GO = '{ __status=\\$?; builtin kill -s USR1 $! || :; } 2>/dev/null';

/** `read -N` requires bash 4.1. */
const IN_BASH =
  'case $BASH_VERSION in 4.[1-9]*|[5-9].*|[1-9][0-9].*) IFS= read -r __size && LC_ALL=C read -rN "$__size" __line && __bash=1 && eval "$__line";; esac';
/** Makes `sh` read a line whose size is sent first. */
export const IN_SH = 'read -r __size && IFS= read -r __line && __bash= && eval "$__line"';
/** Checked before the text for bash, because tcsh has no BASH_VERSION and would fail at this text. */
export const IF_BASH = 'test "$SHELL" = /bin/bash -o "$SHELL" = /usr/bin/bash &&';

/**
 * Returns one request that executes `bash` in a login bash and `others` in any other shell. In fish and zsh, `status`
 * is a variable and the `#` is part of its suffix, so these shells execute the first `eval` and exit in it. In other
 * shells the `#` begins a comment, and the first `eval` does nothing. A fish before 3.0 cannot parse a request with
 * unquoted `&&`.
 */
export function requestFor(bash: string, others: string): string {
  return `eval "test -n $status# ;" ${singleQuoted(others)}; eval ${singleQuoted(bash)}; ${others}`;
}

const PLAIN_REQUEST = requestFor(`${IF_BASH} eval '${IN_BASH}'`, `exec /bin/sh -c '${IN_SH}'`);

/** Returns the shell code that sets the environment of a command and starts its watcher. */
function surroundings({ environment }: WrappedCommand, watch: string): string[] {
  const assignments = Object.entries(environment).filter(([name]) => VARIABLE.test(name));
  const exported = assignments.map(([name, value]) => `${name}=${onOneLine(value)}`).join(' ');
  return [
    // Some servers do not make sessions process group leaders. In that case, only the command itself is ended.
    `if kill -s 0 -- "-$$" 2>/dev/null; then __group="-$$"; else __group=$$; fi;`,
    ...(exported ? [`export ${exported};`] : []),
    `{ ${watch}; } >/dev/null 2>&1 &`,
  ];
}

/** Moves the input to descriptor 3, which only the watcher reads. */
const inputKept = (parts: readonly string[]) => ['exec 3<&0 </dev/null;', ...parts, 'exec 3<&-;'];

function lineOf({ command, input = '', environment }: WrappedCommand, parts: readonly string[]): string {
  const texts = [command, input, ...Object.values(environment)];
  // Setting the variable costs the node a process, so it is set only if a text contains a line break.
  const newline = texts.some((text) => text.includes('\n'))
    ? [`__newline=$(printf '\\012x'); __newline=\${__newline%x};`]
    : [];
  return `${[...newline, ...parts].join(' ')}\n`;
}

/** Modes of a pseudo-terminal while the shell reads the line: no echo, no conversion, no control keys. */
export const QUIET_TERMINAL = { ECHO: 0, ICANON: 0, ISIG: 0, IXON: 0, ICRNL: 0 };
const TERMINAL_AS_USUAL = 'echo icanon isig ixon icrnl';

/** A valid variable name of a shell. */
export const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Sends a signal to processes of the operation that left its group. They are found by its two marks in their environment.
 * Processes in the group are skipped, because they get the signal together: if a shell got it after its command, the
 * shell would continue. Without /proc, no processes are found.
 */
const SIGNAL_MARKED = [
  '__marked() { [ "$OUTRUNNER_OPERATION" ] &&',
  'for f in $(grep -lszFxe "OUTRUNNER_OPERATION=$OUTRUNNER_OPERATION" /proc/[0-9]*/environ); do',
  'f=${f%/environ}; p=${f#/proc/};',
  'grep -qszFxe "OUTRUNNER_REPLICA=$OUTRUNNER_REPLICA" "$f/environ" && read -r s <"$f/stat" || continue;',
  // State, parent and group follow the name in parentheses.
  's=${s##*) }; s=${s#* }; s=${s#* };',
  '[ "-${s%% *}" = "$__group" ] || [ "$p" = "$__group" ] || kill -s "$1" "$p"; done; }',
].join(' ');

/** Number of checks whether the killed processes have ended. */
const KILLED_LOOKS = 10;

/**
 * Returns a command that ends the remaining processes of the operation in `environment`: TERM, then KILL after the
 * grace period. Undefined if the environment does not identify an operation.
 */
export function endOfMarked(
  { OUTRUNNER_OPERATION: operation, OUTRUNNER_REPLICA: replica }: WrappedCommand['environment'],
  graceSeconds: number,
): string | undefined {
  if (operation === undefined || replica === undefined) return undefined;
  // The variables are not exported. Otherwise the command would find itself.
  const marks = `OUTRUNNER_OPERATION=${singleQuoted(operation)}; OUTRUNNER_REPLICA=${singleQuoted(replica)}; __group=-`;
  const isLeft = 'grep -qszFxe "OUTRUNNER_OPERATION=$OUTRUNNER_OPERATION" /proc/[0-9]*/environ';
  const wait = (times: number, sleep: string) =>
    `n=${times}; while [ "$n" -gt 0 ] && ${isLeft}; do ${sleep}; n=$((n - 1)); done`;
  const kill = `__marked KILL; ${wait(KILLED_LOOKS, 'sleep 0.1 2>/dev/null || sleep 1')}`;
  const text = `${marks}; ${SIGNAL_MARKED}; __marked TERM; ${wait(graceSeconds, 'sleep 1')}; ${kill}`;
  return `exec /bin/sh -c ${singleQuoted(text)}`;
}

/**
 * Sends TERM to the group and to the processes that left it. After the grace period, sends KILL to all of them, which
 * also ends the watcher.
 */
const end = (grace: number | string) =>
  `${SIGNAL_MARKED}; kill -s TERM -- "$__group"; __marked TERM; sleep ${grace}; __marked KILL; kill -s KILL -- "$__group"`;

/**
 * Waits for the end of the input. A signal that the command sends to its own group wakes the watcher but does not end
 * it. A line of input changes the grace period. The code that ends the command is parsed only when it is needed, which
 * is cheaper.
 */
const watchInput = (grace: number) =>
  `trap 'i=1' HUP INT QUIT TERM; k=${grace}; while i=; w=; read -r w <&3 || [ "$i" ]; do k=\${w:-$k}; done; trap '' USR1; if kill -s 0 "$$"; then eval ${singleQuoted(end('"$k"'))}; fi`;

/**
 * Waits until the terminal hangs up, which happens both when the link is lost and when the command has ended.
 * Distinguishes the two a second later. The watcher reads nothing, because the input belongs to the command.
 */
const watchTerminal = (grace: number) =>
  `trap '' INT QUIT TSTP; trap 'h=1' HUP; trap : TERM; h=; until [ "$h" ]; do sleep 2147483647; done; sleep 1; if kill -s 0 "$$"; then ${end(grace)}; fi`;

/** Returns a text as one word of a shell on a single line. The variable `__newline` replaces its line breaks. */
function onOneLine(text: string): string {
  return text.split('\n').map(singleQuoted).join('"$__newline"');
}
