import type { Command } from 'commander';
import type { Host } from '../session/client-command.ts';
import { auditCommands } from './audit-commands.ts';
import { executionCommands } from './execution-commands.ts';
import { jobCommands } from './job-commands.ts';
import { keyCommands } from './key-commands.ts';
import { nodeCommands } from './node-commands.ts';
import { projectCommands } from './project-commands.ts';
import { runnerCommands } from './runner-commands.ts';
import { shareCommands } from './share-commands.ts';
import { systemCommands } from './system-commands.ts';
import { tagCommands } from './tag-commands.ts';

/** The commands that call a coordinator, or read files of jobs and nodes: all but those that start a service. */
export function clientCommands(program: Command, runner: Command, host: Host): void {
  runnerCommands(runner, host);
  jobCommands(program, host);
  executionCommands(program, host);
  nodeCommands(program, host);
  keyCommands(program, host);
  projectCommands(program, host);
  tagCommands(program, host);
  systemCommands(program, host);
  shareCommands(program, host);
  auditCommands(program, host);
}
