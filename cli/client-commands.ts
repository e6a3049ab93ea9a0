import type { Command } from 'commander';
import { aclCommands } from './access/acl-commands.ts';
import { tokenCommands } from './access/token-commands.ts';
import { auditCommands } from './coordinator/audit-commands.ts';
import { settingsCommands } from './coordinator/settings-commands.ts';
import { shareCommands } from './coordinator/share-commands.ts';

import { executionCommands } from './executions/execution-commands.ts';
import { jobCommands } from './jobs/job-commands.ts';
import { nodeCommands } from './nodes/node-commands.ts';
import { keyCommands } from './projects/key-commands.ts';
import { projectCommands } from './projects/project-commands.ts';
import { runnerCommands } from './runners/runner-commands.ts';
import { tagCommands } from './runners/tag-commands.ts';
import type { Host } from './session/client-command.ts';
import { webhookCommands } from './webhooks/webhook-commands.ts';

/** Declares all commands except `coordinator …` and those that start or install a runner on this host. */
export function clientCommands(program: Command, runner: Command, host: Host): void {
  runnerCommands(runner, host);
  jobCommands(program, host);
  executionCommands(program, host);
  nodeCommands(program, host);
  keyCommands(program, host);
  projectCommands(program, host);
  tagCommands(program, host);
  tokenCommands(program, host);
  settingsCommands(program, host);
  shareCommands(program, host);
  auditCommands(program, host);
  webhookCommands(program, host);
  aclCommands(program, host);
}
