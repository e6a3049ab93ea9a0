import { HTTP_LIMITS } from '../network/limits.ts';

/** Limits of open connections. */
export interface ConnectionLimits {
  readonly total: number;
  /** Connections of all networks together that have not presented a valid credential. */
  readonly unproven: number;
  /** Connections of one network that have not presented a valid credential. */
  readonly unprovenOfOne: number;
  /** Connections of one replica or API token. */
  readonly ofOne: number;
}

/** A quarter of the descriptors, within these bounds, is reserved for files, databases and child processes. */
const LEAST_RESERVED = 64;
const MOST_RESERVED = 4096;

/** Returns the limits of a process that may open `descriptors` descriptors. */
export function connectionLimits(descriptors: number): ConnectionLimits {
  const reserved = Math.min(MOST_RESERVED, Math.max(LEAST_RESERVED, Math.ceil(descriptors / 4)));
  const total = Math.max(8, Math.min(HTTP_LIMITS.connections.value, descriptors - reserved));
  const unproven = Math.min(HTTP_LIMITS.unprovenConnections.value, Math.floor(total / 2));
  return {
    total,
    unproven,
    unprovenOfOne: Math.min(HTTP_LIMITS.unprovenConnectionsOfOne.value, Math.floor(unproven / 2)),
    ofOne: Math.min(HTTP_LIMITS.connectionsOfOne.value, Math.floor(total / 4)),
  };
}

/**
 * Returns the number of descriptors that this process may open: the soft limit, which Node raises to the hard limit
 * when it starts. Infinity if the system has no limit.
 */
export function openFilesLimit(): number {
  const report: unknown = process.report?.getReport();
  const limits = report !== null && typeof report === 'object' && 'userLimits' in report && report.userLimits;
  const files =
    limits !== null && typeof limits === 'object' && 'open_files' in limits ? limits.open_files : undefined;
  const soft =
    files !== null && typeof files === 'object' && 'soft' in files ? Number(files.soft) : Number.NaN;
  return Number.isFinite(soft) && soft > 0 ? soft : Number.POSITIVE_INFINITY;
}
