import type { InstallationType, ReplicaType } from '../../../protocol/entities/runner.ts';
import type { FormQuestions, FormStep } from '../../prompts/ask-in-turn.ts';

/** The platform and the kind of replicas of a runner. They cannot be changed later. */
export interface Installation {
  readonly installationType: InstallationType;
  readonly replicaType: ReplicaType;
}

const PLATFORMS: readonly { label: string; description: string; value: InstallationType }[] = [
  {
    label: 'Linux',
    description: 'a service, or a program in a home directory; npm on macOS',
    value: 'linux',
  },
  { label: 'Windows', description: 'a service', value: 'windows' },
  { label: 'Docker', description: 'an image and a container', value: 'docker' },
  { label: 'Kubernetes', description: 'a manifest', value: 'kubernetes' },
];

const PERSISTENT = {
  label: 'Persistent Replicas',
  description: 'each enrolls once and keeps its identity',
  value: 'manual',
} as const;
const EPHEMERAL = {
  label: 'Ephemeral Replicas',
  description: 'each enrolls at every start, with a reusable key',
  value: 'ephemeral',
} as const;

/** Returns the questions for the platform and the kind of replicas. The returned `chosen` gives the answers. */
export function installationSteps(ask: FormQuestions): {
  readonly steps: readonly FormStep[];
  readonly chosen: () => Installation;
} {
  let chosen: Installation = { installationType: 'linux', replicaType: PERSISTENT.value };
  const steps: FormStep[] = [
    ask.one<InstallationType>(
      () => ({
        placeHolder: 'Choose where to install the runner',
        choices: PLATFORMS.map((it) => ({ ...it, picked: it.value === chosen.installationType })),
      }),
      (installationType) => {
        chosen = { ...chosen, installationType };
      },
    ),
    ask.one<ReplicaType>(
      () => ({
        placeHolder: 'Choose the kind of replicas',
        choices: chosen.installationType === 'kubernetes' ? [EPHEMERAL, PERSISTENT] : [PERSISTENT, EPHEMERAL],
      }),
      (replicaType) => {
        chosen = { ...chosen, replicaType };
      },
    ),
  ];
  return { steps, chosen: () => chosen };
}
