/** Keys of the settings, below the section `outrunner`. A test holds them against `package.json`. */
export const SETTINGS_SECTION = 'outrunner';

export const SETTINGS = {
  coordinatorUrl: 'coordinator.url',
  insecurePlaintext: 'coordinator.insecurePlaintext',
  embeddedAutoStart: 'embedded.autoStart',
  revealOutput: 'output.reveal',
  notifyOnEnd: 'output.notifyOnEnd',
} as const;
