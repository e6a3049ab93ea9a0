import type { ErrorCode } from '../../protocol/errors/catalogue.ts';
import type { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { COMMANDS, type CommandId } from '../ids/commands.ts';
import type { Subject } from '../tree/tree-node.ts';

/** A button that runs a command which fixes an error. */
export interface Remedy {
  readonly button: string;
  readonly command: CommandId;
}

interface KnownError {
  readonly remedies: readonly Remedy[];
  /** Whether the buttons replace the catalogue's remedy, because it is a command line. */
  readonly replacesText?: true;
}

const CONNECT: Remedy = { button: 'Connect to Coordinator…', command: COMMANDS.connect };
const MODE: Remedy = { button: 'Set Execution Mode…', command: COMMANDS.setExecutionMode };
const DISPATCH: Remedy = { button: 'Set Dispatch of Project…', command: COMMANDS.setProjectDispatch };
const CONFIGURATION: Remedy = {
  button: 'Edit Project Configuration',
  command: COMMANDS.editProjectConfig,
};

const KNOWN: Readonly<Partial<Record<ErrorCode, KnownError>>> = {
  'not-connected': {
    remedies: [{ button: 'Start Embedded Coordinator', command: COMMANDS.startEmbedded }, CONNECT],
    replacesText: true,
  },
  unauthorized: { remedies: [CONNECT], replacesText: true },
  'embedded-not-started': {
    remedies: [{ button: 'Show Coordinator Log', command: COMMANDS.showCoordinatorLog }],
    replacesText: true,
  },
  'runners-disabled': {
    remedies: [{ button: 'Enable Runners', command: COMMANDS.enableRunners }],
    replacesText: true,
  },
  'no-runners': {
    remedies: [{ button: 'Create Runner…', command: COMMANDS.createRunner }],
    replacesText: true,
  },
  'no-projects': {
    remedies: [{ button: 'Create Project…', command: COMMANDS.createProject }],
    replacesText: true,
  },
  'project-runners-disabled': { remedies: [DISPATCH], replacesText: true },
  'nodes-unmatched': { remedies: [DISPATCH] },
  'execution-mode-passive': { remedies: [MODE], replacesText: true },
  'executions-passive': { remedies: [MODE], replacesText: true },
  'project-executions-disabled': { remedies: [CONFIGURATION] },
  'no-runner-matches': {
    remedies: [{ button: 'Assign Runner to Projects…', command: COMMANDS.assignRunner }],
  },
  'replicas-ephemeral': {
    remedies: [{ button: 'Create Enrollment Key…', command: COMMANDS.createEnrollmentKey }],
  },
  'job-disabled': { remedies: [{ button: 'Enable Job', command: COMMANDS.enableJob }], replacesText: true },
  'job-already-running': { remedies: [{ button: 'Open Output', command: COMMANDS.openOutput }] },
};

export interface ShownError {
  readonly message: string;
  readonly remedies: readonly Remedy[];
  /** The subject of the remedies' commands. */
  readonly subject: Subject;
}

/** Returns the message and buttons for an error. `subject` is that of the failed command. */
export function shownError(error: OutrunnerError, subject: Subject): ShownError {
  const { message, remedy, code, parameters } = error;
  const { remedies = [], replacesText } = KNOWN[code] ?? {};
  const { project, execution } = parameters;
  return {
    message: remedy === '' || replacesText === true ? message : `${message} ${remedy}`,
    remedies,
    subject:
      code === 'job-already-running'
        ? { kind: 'execution', executionId: Number(execution) }
        : typeof project === 'string' && subject.kind !== 'job'
          ? { kind: 'project', project }
          : subject,
  };
}
