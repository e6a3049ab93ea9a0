import * as vscode from 'vscode';
import type { CommandId } from '../../extension/ids/commands.ts';
import { COMMANDS } from '../../extension/ids/commands.ts';
import type { OutrunnerApi } from '../../extension/main.ts';
import type { Model } from '../../extension/model/model.ts';
import type { ExtensionServices } from '../../extension/services/main.ts';
import { ScriptedPerson } from '../../extension/testing/scripted-person.ts';
import type { Client } from '../../protocol/client/client.ts';
import { createClient } from '../../protocol/client/client.ts';
import { createNodeTransport } from '../../protocol/client/node-transport.ts';
import { ProjectName } from '../../protocol/ids.ts';
import type { RunnerOverview } from '../../protocol/routes/shapes/runner-shapes.ts';
import { readAddress } from './coordinator-address.ts';

/** The project of all suites. */
export const PROJECT = ProjectName.parse('host');

/** The extension in this VS Code, and the scripted user. */
export interface Outrunner {
  readonly api: OutrunnerApi;
  readonly services: ExtensionServices;
  readonly person: ScriptedPerson;
  /** Runs a command with the user's answers to its prompts. */
  run(command: CommandId, answers?: readonly unknown[], ...subjects: readonly unknown[]): Promise<void>;
  /** Waits until `find` returns a value for the model, and returns it. */
  seen<T>(what: string, find: (model: Model) => T | undefined): Promise<T>;
  /** Like {@link seen}, for conditions that no event of the model announces. */
  until<T>(what: string, find: () => T | undefined): Promise<T>;
  /** Waits until the Local Runner is healthy, and returns it. */
  localRunner(): Promise<RunnerOverview>;
}

/** Activates the extension. */
export async function outrunner(): Promise<Outrunner> {
  const extension = vscode.extensions.getExtension<OutrunnerApi>('outrunner.outrunner');
  if (extension === undefined) throw new Error('VS Code knows no extension outrunner.outrunner');
  const api = await extension.activate();
  const services = await api.services();
  const person = ScriptedPerson.inFrontOf(services.context.prompts);
  return {
    api,
    services,
    person,
    async run(command, answers = [], ...subjects) {
      person.answers(answers);
      await vscode.commands.executeCommand(command, ...subjects);
      person.finished(command);
    },
    seen: (what, find) => seen(services, what, find),
    until,
    localRunner: () =>
      seen(services, 'the Local Runner', ({ runners }) =>
        runners.find(({ local, health }) => local && health === 'Healthy'),
      ),
  };
}

/** Returns the extension, connected to its embedded coordinator, with the project of all suites. */
export async function connectedOutrunner(): Promise<Outrunner> {
  const all = await outrunner();
  const { connection } = all.services.context;
  if (connection.state.kind !== 'connected' || connection.state.target.kind !== 'embedded') {
    await all.run(COMMANDS.startEmbedded);
  }
  if (connection.state.kind !== 'connected')
    throw new Error(`not connected: ${JSON.stringify(connection.state)}`);
  if (!all.services.store.model.projects.some((project) => project.name === PROJECT)) {
    await all.run(COMMANDS.createProject, [PROJECT, 'Used by the tests in the extension host']);
    await all.seen('the project', (model) => model.projects.find((project) => project.name === PROJECT));
  }
  return all;
}

/**
 * Returns a separate client of the same coordinator, which connects over the owner's socket and acts as another user.
 */
export async function somebodyElse(all: Outrunner): Promise<Client> {
  const { socket } = await readAddress(all);
  return createClient({ transport: createNodeTransport({ kind: 'socket', path: socket }) });
}

async function seen<T>(
  { store }: ExtensionServices,
  what: string,
  find: (model: Model) => T | undefined,
): Promise<T> {
  const now = find(store.model);
  if (now !== undefined) return now;
  const found = Promise.withResolvers<T>();
  const listening = store.onDidChange((model) => {
    const then = find(model);
    if (then !== undefined) found.resolve(then);
  });
  const hangs = setTimeout(() => found.reject(new Error(`never seen in the model: ${what}`)), 30_000);
  try {
    return await found.promise;
  } finally {
    clearTimeout(hangs);
    listening.dispose();
  }
}

async function until<T>(what: string, find: () => T | undefined): Promise<T> {
  const deadline = performance.now() + 30_000;
  for (;;) {
    const found = find();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(`never seen: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
