import { arch, hostname, platform, userInfo } from 'node:os';
import type { Labels } from '../../protocol/entities/labels.ts';
import type { HostFacts } from '../../protocol/entities/replica.ts';
import { PROGRAM_VERSION } from '../../protocol/version.ts';

/** What this replica says of its host. `pty`: whether its keeper can give a step a terminal. */
export function hostFacts(pty: boolean, labels: Labels = {}): HostFacts {
  return {
    hostname: hostname().slice(0, 255),
    platform: platform(),
    architecture: arch(),
    programVersion: PROGRAM_VERSION,
    nodeVersion: process.versions.node,
    user: userName(),
    pty,
    labels,
  };
}

/** A user without an entry in the system's list has a number only. */
export function userName(): string {
  try {
    return userInfo().username.slice(0, 255);
  } catch {
    return String(process.getuid?.() ?? 'unknown');
  }
}
