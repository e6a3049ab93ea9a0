import * as vscode from 'vscode';
import type { Client } from '../../protocol/client/client.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ExecutionId } from '../../protocol/ids.ts';
import { PROBLEM_MATCHER, TASK_TYPE } from '../ids/tasks.ts';
import type { Model } from '../model/model.ts';
import { JobTask, jobTaskOf } from './job-task.ts';
import { JobTaskTerminal } from './job-task-terminal.ts';

export interface JobTasksNeeds {
  readonly isTrusted: () => boolean;
  /** Returns the client, once a connection attempt in progress has ended. */
  readonly connect: () => Promise<Client | undefined>;
  /** See `pinClient` of the connection. */
  readonly pinClient: () => () => Client | undefined;
  readonly model: () => Model;
  readonly stop: (execution: ExecutionId, client: () => Client | undefined) => void;
}

/**
 * Provides a task for each job, so that jobs run from *Tasks: Run Task*, `tasks.json` and keybindings. Provides and runs
 * none until the workspace is trusted.
 */
export class JobTasks implements vscode.TaskProvider {
  readonly #needs: JobTasksNeeds;

  constructor(needs: JobTasksNeeds) {
    this.#needs = needs;
  }

  async provideTasks(): Promise<vscode.Task[]> {
    if (!this.#needs.isTrusted()) return [];
    await this.#needs.connect();
    return this.#needs.model().jobs.map((job) => {
      const task = jobTaskOf(job);
      return this.#task(task, task);
    });
  }

  resolveTask({ definition }: vscode.Task): vscode.Task | undefined {
    const task = JobTask.safeParse(definition);
    return task.success ? this.#task(definition, task.data) : undefined;
  }

  #task(definition: vscode.TaskDefinition, task: JobTask): vscode.Task {
    const { isTrusted, pinClient, model, stop } = this.#needs;
    const connect = async () => {
      if (!isTrusted()) throw new OutrunnerError('workspace-untrusted');
      return this.#needs.connect();
    };
    const run = new vscode.CustomExecution(
      async () => new JobTaskTerminal({ task, connect, pinClient, model, onStopRequested: stop }),
    );
    const name = `${task.job} (${task.project})`;
    return new vscode.Task(definition, vscode.TaskScope.Workspace, name, TASK_TYPE, run, PROBLEM_MATCHER);
  }
}
