export interface ProcessStat {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  readonly startTime: string;
  /** Whether the process is a zombie or dead, so that it executes nothing. */
  readonly gone: boolean;
}

/** Parses a line of Linux's `/proc/PID/stat`; undefined if the line has another format. */
export function parseProcessStat(line: string): ProcessStat | undefined {
  // The process name in parentheses may contain any character, including parentheses and spaces.
  const nameEnd = line.lastIndexOf(')');
  const fields = line.slice(nameEnd + 2).split(' ');
  const [state, parent, group, session] = fields;
  const startTime = fields[19];
  if (nameEnd < 0 || state === undefined || startTime === undefined) return undefined;
  return {
    pid: Number.parseInt(line, 10),
    parent: Number(parent),
    group: Number(group),
    session: Number(session),
    startTime,
    gone: state === 'Z' || state === 'X',
  };
}

/**
 * Parses a line of `ps -A -o pid=,ppid=,pgid=,sess=,state=,lstart=`. On macOS there are no session numbers (not covered
 * by the tests).
 */
export function parsePsLine(line: string): ProcessStat | undefined {
  const fields = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\S+)\s+(.+?)\s*$/.exec(line);
  if (!fields) return undefined;
  const [, pid, parent, group, session, state, startTime] = fields;
  return {
    pid: Number(pid),
    parent: Number(parent),
    group: Number(group),
    session: /^[1-9]\d*$/.test(session ?? '') ? Number(session) : Number(group),
    startTime: startTime ?? '',
    gone: state?.startsWith('Z') ?? false,
  };
}
