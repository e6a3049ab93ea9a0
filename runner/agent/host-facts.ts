import { arch, hostname, platform } from 'node:os';
import type { Labels } from '../../protocol/entities/labels.ts';
import type { HostFacts } from '../../protocol/entities/replica.ts';
import { PROGRAM_VERSION } from '../../protocol/version.ts';
import { userName } from './steps/step-environment.ts';

/**
 * Returns the facts that this replica reports about its host. `pty`: whether its keeper can run steps in a
 * pseudo-terminal.
 */
export function hostFacts(pty: boolean, labels: Labels): HostFacts {
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
