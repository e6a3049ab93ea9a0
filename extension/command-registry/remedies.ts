import type { ErrorCode } from '../../protocol/errors/catalogue.ts';
import type { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { COMMANDS, type CommandId } from '../ids/commands.ts';
import type { Subject } from '../tree/tree-node.ts';

/** A command that mends what an error tells, as the button that calls it. */
export interface Remedy {
  readonly button: string;
  readonly command: CommandId;
}

interface Known {
  readonly remedies: readonly Remedy[];
  /** The remedy in the catalogue is a command line, which the buttons stand for. */
  readonly instead?: true;
}

const CONNECT: Remedy = { button: 'Connect to Coordinator…', command: COMMANDS.connect };
const MODE: Remedy = { button: 'Execution Mode…', command: COMMANDS.setExecutionMode };
const DISPATCH: Remedy = { button: 'Set Dispatch of Project…', command: COMMANDS.setProjectDispatch };
const CONFIGURATION: Remedy = {
  button: 'Edit Project Configuration',
  command: COMMANDS.editProjectConfig,
};

const KNOWN: Readonly<Partial<Record<ErrorCode, Known>>> = {
  'not-connected': {
    remedies: [{ button: 'Start Embedded Coordinator', command: COMMANDS.startEmbedded }, CONNECT],
    instead: true,
  },
  unauthorized: { remedies: [CONNECT], instead: true },
  'embedded-not-started': {
    remedies: [{ button: 'Show Coordinator Log', command: COMMANDS.showCoordinatorLog }],
    instead: true,
  },
  'runners-disabled': {
    remedies: [{ button: 'Enable Runners', command: COMMANDS.enableRunners }],
    instead: true,
  },
  'project-runners-disabled': { remedies: [DISPATCH], instead: true },
  'nodes-unmatched': { remedies: [DISPATCH] },
  'execution-mode-passive': { remedies: [MODE], instead: true },
  'executions-passive': { remedies: [MODE], instead: true },
  'project-executions-disabled': { remedies: [CONFIGURATION] },
  'no-runner-matches': {
    remedies: [{ button: 'Assign Runner to Projects…', command: COMMANDS.assignRunner }],
  },
  'replicas-ephemeral': {
    remedies: [{ button: 'Create Enrollment Key…', command: COMMANDS.createEnrollmentKey }],
  },
  'job-disabled': { remedies: [{ button: 'Enable Job', command: COMMANDS.enableJob }], instead: true },
  'job-already-running': { remedies: [{ button: 'Open Output', command: COMMANDS.openOutput }] },
};

export interface ToldError {
  readonly message: string;
  readonly remedies: readonly Remedy[];
  /** What the remedies are called on. */
  readonly subject: Subject;
}

/** An error as a person in VS Code is told it. `subject`: what the command that failed was called on. */
export function toldError(error: OutrunnerError, subject: Subject): ToldError {
  const { message, remedy, code, parameters } = error;
  const { remedies = [], instead } = KNOWN[code] ?? {};
  const { project, execution } = parameters;
  return {
    message: remedy === '' || instead === true ? message : `${message} ${remedy}`,
    remedies,
    subject:
      code === 'job-already-running'
        ? { kind: 'execution', executionId: Number(execution) }
        : typeof project === 'string' && subject.kind !== 'job'
          ? { kind: 'project', project }
          : subject,
  };
}
