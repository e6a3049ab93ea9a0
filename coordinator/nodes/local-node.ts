import { arch, hostname, release, type, userInfo } from 'node:os';
import type { Node } from '../../job-language/nodes/node.ts';
import { LOCAL_NODE } from '../../job-language/plan/automatic-dispatch.ts';
import { osArchitecture } from './os-architecture.ts';

/**
 * Returns the coordinator's host as a node. A runner that gets a step for this node runs it on the runner's own host.
 */
export function localNode(): Node {
  return {
    name: LOCAL_NODE,
    tags: [],
    attributes: {
      hostname: hostname(),
      username: userName(),
      description: 'Host of the coordinator',
      osFamily: process.platform === 'win32' ? 'windows' : 'unix',
      osName: type(),
      osArch: osArchitecture(arch()),
      osVersion: release(),
      'node-executor': 'local',
    },
  };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // The user has no entry in the system's user database, as in some containers.
    return process.env['USER'] ?? '';
  }
}
