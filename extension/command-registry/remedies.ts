import * as l10n from '@vscode/l10n';
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
  readonly remedies: () => readonly Remedy[];
  /** Whether the buttons replace the catalogue's remedy, because that remedy is a command line. */
  readonly replacesText?: true;
}

const connect = (): Remedy => ({ button: l10n.t('Connect to Coordinator…'), command: COMMANDS.connect });
const setMode = (): Remedy => ({
  button: l10n.t('Set Execution Mode…'),
  command: COMMANDS.setExecutionMode,
});
const setDispatch = (): Remedy => ({
  button: l10n.t('Set Project Dispatch…'),
  command: COMMANDS.setProjectDispatch,
});
const editConfiguration = (): Remedy => ({
  button: l10n.t('Edit Project Configuration'),
  command: COMMANDS.editProjectConfig,
});

const KNOWN: Readonly<Partial<Record<ErrorCode, KnownError>>> = {
  'not-connected': {
    remedies: () => [
      { button: l10n.t('Start Embedded Coordinator'), command: COMMANDS.startEmbedded },
      connect(),
    ],
    replacesText: true,
  },
  unauthorized: { remedies: () => [connect()], replacesText: true },
  'embedded-not-started': {
    remedies: () => [{ button: l10n.t('Show Coordinator Log'), command: COMMANDS.showCoordinatorLog }],
    replacesText: true,
  },
  'runners-disabled': {
    remedies: () => [{ button: l10n.t('Enable Runners'), command: COMMANDS.enableRunners }],
    replacesText: true,
  },
  'no-runners': {
    remedies: () => [{ button: l10n.t('Create Runner…'), command: COMMANDS.createRunner }],
    replacesText: true,
  },
  'no-projects': {
    remedies: () => [{ button: l10n.t('Create Project…'), command: COMMANDS.createProject }],
    replacesText: true,
  },
  'project-runners-disabled': { remedies: () => [setDispatch()], replacesText: true },
  'nodes-unmatched': { remedies: () => [setDispatch()] },
  'execution-mode-passive': { remedies: () => [setMode()], replacesText: true },
  'executions-passive': { remedies: () => [setMode()], replacesText: true },
  'project-executions-disabled': { remedies: () => [editConfiguration()] },
  'no-runner-matches': {
    remedies: () => [{ button: l10n.t('Assign Runner to Projects…'), command: COMMANDS.assignRunner }],
  },
  'replicas-ephemeral': {
    remedies: () => [{ button: l10n.t('Create Enrollment Key…'), command: COMMANDS.createEnrollmentKey }],
  },
  'job-disabled': {
    remedies: () => [{ button: l10n.t('Enable Job'), command: COMMANDS.enableJob }],
    replacesText: true,
  },
  'job-already-running': {
    remedies: () => [{ button: l10n.t('Open Output'), command: COMMANDS.openOutput }],
  },
};

export interface ShownError {
  readonly message: string;
  readonly remedies: readonly Remedy[];
  /** The subject of the remedies' commands. */
  readonly subject: Subject;
}

/** Returns the message and the buttons for an error. `subject` is the subject of the failed command. */
export function shownError(error: OutrunnerError, subject: Subject): ShownError {
  const { message, remedy, code, parameters } = error;
  const { remedies, replacesText } = KNOWN[code] ?? {};
  const { project, execution } = parameters;
  return {
    message: remedy === '' || replacesText === true ? message : `${message} ${remedy}`,
    remedies: remedies?.() ?? [],
    subject:
      code === 'job-already-running'
        ? { kind: 'execution', executionId: Number(execution) }
        : typeof project === 'string' && subject.kind !== 'job'
          ? { kind: 'project', project }
          : subject,
  };
}
