import { problemOf } from '../../../support/errors/problem-of.ts';
import type { Terminal } from '../../link/command.ts';
import type { HostProgram } from '../../link/remote-step.ts';
import { SshFailure } from '../../ssh/ssh-failure.ts';
import { resolveCommand } from '../gate/resolved-command.ts';
import type { ScriptFiles } from '../gate/script-file.ts';
import type { StepLauncher } from '../gate/step-process.ts';
import type { OperationRecords } from '../records/operation-records.ts';
import { type ProgramOutput, RunningProgram } from './running-program.ts';

/** Dependencies of the programs of this host that act for a node. */
export interface HostProgramsParts {
  readonly launcher: Pick<StepLauncher, 'prepare'>;
  readonly records: Pick<OperationRecords, 'append'>;
  readonly scripts: ScriptFiles;
  readonly drainMilliseconds: number;
}

/** Starts programs of this host for one operation. */
export class HostPrograms {
  readonly #parts: HostProgramsParts;
  readonly #operation: { readonly operationId: string; readonly node: string };

  constructor(parts: HostProgramsParts, operation: { readonly operationId: string; readonly node: string }) {
    this.#parts = parts;
    this.#operation = operation;
  }

  /** Starts a program. Rejects with an SshFailure if this host does not have the program or cannot start it. */
  async start(program: HostProgram, terminal: Terminal, output: ProgramOutput): Promise<RunningProgram> {
    const { launcher, records, scripts, drainMilliseconds } = this.#parts;
    const { operationId, node } = this.#operation;
    const resolution = resolveCommand(operationId, { ...program, masks: [] }, scripts);
    if ('problem' in resolution) throw failed('ConfigurationFailure', resolution.problem);
    const { command, marks } = resolution;
    const process = await launcher.prepare(terminal).catch((error: unknown) => {
      throw failed('IOFailure', problemOf(error));
    });
    try {
      // If this keeper dies, the next keeper finds the program by this record.
      const root = process.identity;
      await records.append({ record: 'opening', operationId, marks, node, ...(root && { root }) });
    } catch (error) {
      process.abandon();
      throw error;
    }
    const { identity, sources } = process.open(command);
    const mark = { root: identity, environment: marks };
    return new RunningProgram({ mark, sources, exited: process.exited, drainMilliseconds }, output);
  }
}

function failed(reason: 'ConfigurationFailure' | 'IOFailure', problem: string): SshFailure {
  return new SshFailure(reason, problem, '');
}
