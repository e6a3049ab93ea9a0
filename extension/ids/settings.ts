/** Keys of the settings in the section `outrunner`. A test compares them with `package.json`. */
export const SETTINGS_SECTION = 'outrunner';

export const SETTINGS = {
  coordinatorUrl: 'coordinator.url',
  insecurePlaintext: 'coordinator.insecurePlaintext',
  embeddedAutoStart: 'embedded.autoStart',
  revealOutput: 'output.reveal',
  reuseTerminal: 'output.reuseTerminal',
  terminalPerNode: 'output.terminalPerNode',
  maxNodeTerminals: 'output.maxNodeTerminals',
  notifyOnEnd: 'output.notifyOnEnd',
  notifyOnProblems: 'notifyOnProblems',
} as const;
