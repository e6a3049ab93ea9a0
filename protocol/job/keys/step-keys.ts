import { keysOf } from './known-key.ts';

export const SEQUENCE_KEYS = keysOf('sequence', {
  commands: ['executed', 'The steps, in order. Required.'],
  keepgoing: ['executed', 'Run the remaining steps before failing.'],
  strategy: [
    'executed',
    '`node-first` (default) or `sequential`; equal where a job runs on one node.',
    ['parallel', 'ruleset'],
  ],
  pluginConfig: ['refused', 'Log filters of the whole workflow, and rules of its strategy.'],
});

export const STEP_KEYS = keysOf('step', {
  exec: ['executed', 'A command for `/bin/sh`, with `${option.x}`.'],
  script: ['executed', 'A script, with `@option.x@`.'],
  args: ['executed', 'Arguments of the script.'],
  scriptInterpreter: ['executed', 'What runs the script, for example `sudo -u app`; absent: its `#!` line.'],
  interpreterArgsQuoted: ['executed', 'The interpreter gets file and arguments as one argument.'],
  fileExtension: ['executed', "Ending of the script's file name."],
  description: ['executed', 'Shown instead of the command.'],
  pty: ['executed', 'Run in a pseudo-terminal. An extension of Outrunner.'],
  nodeStep: ['harmless', 'Whether it runs on each node, which `exec` and `script` always do.'],
  expandTokenInScriptFile: ['harmless', 'Expand `@…@` in a script file or URL.'],
  passSecureInput: ['refused', 'Give secure options to the script on its standard input.'],
  autoSecureInput: ['refused', 'Choose by itself whether secure options go to standard input.'],
  errorhandler: ['refused', 'Step that runs when this one failed.'],
  keepgoingOnSuccess: ['refused', 'Go on when the error handler succeeded.'],
  plugins: ['refused', 'Log filters of the step.'],
  scriptfile: ['refused', 'A script file on the server.'],
  scripturl: ['refused', 'A script that is fetched.'],
  jobref: ['refused', 'Another job.'],
  type: ['refused', 'A plugin step, or `conditional`.'],
  configuration: ['refused', 'Configuration of a plugin step.'],
  conditionGroups: ['refused', 'When the sub-steps of a conditional run.'],
  subSteps: ['refused', 'Steps of a conditional.'],
});
