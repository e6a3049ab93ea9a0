import { rm } from 'node:fs/promises';
import type { HostCopier, HostProgram, RemoteScript } from '../../link/remote-step.ts';
import type { ScriptTransfer } from '../../ssh/copy/temporary-script.ts';
import { SshFailure } from '../../ssh/ssh-failure.ts';
import { writeShared } from './host-copy.ts';
import type { RemoteRun } from './remote-run.ts';
import type { RunningProgram } from './running-program.ts';

/** Copies a script to a node through a program of this host or a shared folder. */
export class HostCopying {
  readonly #run: Pick<RemoteRun, 'step' | 'programs' | 'output'>;
  #program: RunningProgram | undefined;
  #cancelled: number | undefined;

  constructor(run: Pick<RemoteRun, 'step' | 'programs' | 'output'>) {
    this.#run = run;
  }

  copierOf({ path, mode }: RemoteScript, copier: HostCopier): ScriptTransfer {
    if (copier.kind === 'program') return { copy: () => this.#copyBy(copier.program) };
    return {
      copy: (text) => writeShared({ path, text, mode }),
      remove: () => rm(path, { force: true }),
    };
  }

  /** Ends the copy program. Resolves when its process tree is gone; returns undefined if none is running. */
  cancel(graceMilliseconds: number): Promise<void> | undefined {
    this.#cancelled = graceMilliseconds;
    return this.#program?.terminate(graceMilliseconds);
  }

  async #copyBy(program: HostProgram): Promise<void> {
    const { step, programs, output } = this.#run;
    if (this.#cancelled !== undefined) throw cancelled();
    // As in Rundeck, the standard output of the copy program is discarded, but its standard error becomes output.
    const running = await programs.start(program, false, (stream, chunk) => {
      if (stream === 'stderr') output.take(stream, chunk);
    });
    this.#program = running;
    output.attach(running);
    if (this.#cancelled !== undefined) void running.terminate(this.#cancelled);
    const { code, signal } = await running.ended;
    this.#program = undefined;
    if (this.#cancelled !== undefined) throw cancelled();
    if (code === 0) return;
    throw new SshFailure(
      'IOFailure',
      `The script could not be copied to node ${step.node}: the command of its file copier ended with ${code === null ? signal : `exit code ${code}`}.`,
      'Correct script-copy of that node.',
    );
  }
}

function cancelled(): SshFailure {
  return new SshFailure('Interrupted', 'The step was cancelled while its script was copied.', '');
}
