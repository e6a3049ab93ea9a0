import * as l10n from '@vscode/l10n';
import type { InstallationType, ReplicaType } from '../../../protocol/entities/runner.ts';
import type { FormQuestions, FormStep } from '../../prompts/ask-in-turn.ts';

/** The platform and the kind of replicas of a runner. They cannot be changed later. */
export interface Installation {
  readonly installationType: InstallationType;
  readonly replicaType: ReplicaType;
}

const platforms = (): readonly { label: string; description: string; value: InstallationType }[] => [
  {
    label: 'Linux',
    description: l10n.t('a service, or a program in a home directory; npm on macOS'),
    value: 'linux',
  },
  { label: 'Windows', description: l10n.t('a service'), value: 'windows' },
  { label: 'Docker', description: l10n.t('an image and a container'), value: 'docker' },
  { label: 'Kubernetes', description: l10n.t('a manifest'), value: 'kubernetes' },
];

const persistent = () =>
  ({
    label: l10n.t('Persistent Replicas'),
    description: l10n.t('each enrolls once and keeps its identity'),
    value: 'manual',
  }) as const;
const ephemeral = () =>
  ({
    label: l10n.t('Ephemeral Replicas'),
    description: l10n.t('each enrolls at every start, with a reusable key'),
    value: 'ephemeral',
  }) as const;

/** Returns the questions for the platform and the kind of replicas. The returned `chosen` gives the answers. */
export function installationSteps(ask: FormQuestions): {
  readonly steps: readonly FormStep[];
  readonly chosen: () => Installation;
} {
  let chosen: Installation = { installationType: 'linux', replicaType: 'manual' };
  const steps: FormStep[] = [
    ask.one<InstallationType>(
      () => ({
        placeHolder: l10n.t('Choose where to install the runner'),
        choices: platforms().map((it) => ({ ...it, picked: it.value === chosen.installationType })),
      }),
      (installationType) => {
        chosen = { ...chosen, installationType };
      },
    ),
    ask.one<ReplicaType>(
      () => ({
        placeHolder: l10n.t('Choose the kind of replicas'),
        choices:
          chosen.installationType === 'kubernetes'
            ? [ephemeral(), persistent()]
            : [persistent(), ephemeral()],
      }),
      (replicaType) => {
        chosen = { ...chosen, replicaType };
      },
    ),
  ];
  return { steps, chosen: () => chosen };
}
