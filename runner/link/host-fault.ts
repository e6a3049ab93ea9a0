import { INABILITY_MESSAGE, type Inability } from '../../protocol/entities/inability.ts';
import { systemCode } from '../../support/files/system-code.ts';

/**
 * Faults that prevent a host from starting any step, each with its message and remedy. The keys are the codes that the
 * coordinator shows. Problems of a single step (its interpreter, its folder) are not host faults.
 */
export const HOST_FAULTS = {
  'no-space': { text: 'A disk that steps need has too little free space', remedy: 'Free space there' },
  'read-only': { text: 'A disk that steps need is read-only', remedy: 'Make it writable' },
  'disk-failed': { text: 'A disk that steps need failed', remedy: 'Check the disk of the data dir' },
  'no-processes': {
    text: 'The system refuses to start more processes for the user of the runner',
    remedy: 'End processes of that user, or raise its limit',
  },
  'no-memory': { text: 'No memory is left to start a process', remedy: 'Free memory' },
  'no-descriptors': {
    text: 'The limit of open files is reached',
    remedy: 'Raise the limit of open files of the runner',
  },
  'no-shell': {
    text: 'The shell /bin/sh cannot be started',
    remedy: 'Install it, and make it executable for the user of the runner',
  },
  'keeper-silent': {
    text: 'The keeper of the runner does not answer',
    remedy: 'Check whether its process is stopped or starved of CPU time',
  },
  'start-failed': {
    text: 'No step can be started',
    remedy: 'Check the logs of the runner and of its keeper',
  },
} as const;

export type HostFault = keyof typeof HOST_FAULTS;

const FAULT_OF_CODE: ReadonlyMap<unknown, HostFault> = new Map([
  ['ENOSPC', 'no-space'],
  ['EDQUOT', 'no-space'],
  ['EROFS', 'read-only'],
  ['EIO', 'disk-failed'],
  ['EAGAIN', 'no-processes'],
  ['ENOMEM', 'no-memory'],
  ['EMFILE', 'no-descriptors'],
  ['ENFILE', 'no-descriptors'],
]);

/** Thrown if the host fails at an action that every start of a step needs. */
export class HostFailure extends Error {
  override readonly name = 'HostFailure';
  readonly fault: HostFault;

  constructor(fault: HostFault, message: string, cause?: unknown) {
    super(message, { cause });
    this.fault = fault;
  }
}

const MOST_CAUSES = 8;

/** Returns the host fault that an error or its cause indicates; undefined if there is none. */
export function hostFaultOf(error: unknown): HostFault | undefined {
  let at = error;
  for (let depth = 0; at instanceof Error && depth < MOST_CAUSES; depth += 1) {
    if (at instanceof HostFailure) return at.fault;
    const fault = FAULT_OF_CODE.get(systemCode(at));
    if (fault !== undefined) return fault;
    at = at.cause;
  }
  return undefined;
}

export function isHostFault(code: string): code is HostFault {
  return Object.hasOwn(HOST_FAULTS, code);
}

/** Returns the inability that the coordinator shows for a fault. `problem` must not contain data of a step. */
export function inabilityOf(fault: HostFault, problem?: string): Inability {
  const { text, remedy } = HOST_FAULTS[fault];
  const found = problem === undefined ? '' : ` (${problem.replace(/\p{Cc}+/gu, ' ').trim()})`;
  const end = `. ${remedy}.`;
  return { code: fault, message: `${`${text}${found}`.slice(0, INABILITY_MESSAGE - end.length)}${end}` };
}
