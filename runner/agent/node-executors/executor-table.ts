import type { ExecutorTable } from './node-executors.ts';
import { ScriptCopier } from './script-copy.ts';
import { ScriptExecExecutor } from './script-exec-executor.ts';
import { SshCopier } from './ssh-copier.ts';
import { SshExecutor } from './ssh-executor.ts';
import type { SshWayParts } from './ssh-way.ts';
import { StubExecutor } from './stub-executor.ts';

/** All that this runner has: any executor goes with any copier. */
export function executorTable(ssh: SshWayParts): ExecutorTable {
  const stub = new StubExecutor();
  const commands = new ScriptExecExecutor(ssh);
  return {
    executors: { local: commands, ssh: new SshExecutor(ssh), 'script-exec': commands, stub },
    copiers: { ssh: new SshCopier(ssh), 'script-copy': new ScriptCopier(), stub },
  };
}
