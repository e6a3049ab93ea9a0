import * as vscode from 'vscode';
import * as z from 'zod';
import { originOf } from '../../protocol/client/endpoint.ts';
import { SETTINGS, SETTINGS_SECTION } from '../ids/settings.ts';
import type { ConnectionTarget } from './connection-state.ts';
import { withUrl } from './known-urls.ts';
import type { SavedTarget } from './saved-target.ts';
import { urlProblem } from './url-problem.ts';

/** The choice of this window, in the workspace state. */
const CHOICE_KEY = 'outrunner.coordinator';
/** The last choice in any window, in the global state. */
const LAST_KEY = 'outrunner.lastCoordinator';
/** The URLs of known remote coordinators, in the global state. */
const KNOWN_KEY = 'outrunner.knownCoordinators';

const Target = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('embedded') }),
  z.object({ kind: z.literal('remote'), url: z.url() }),
]);
const Choice = z.object({ connected: z.boolean(), target: Target });

/**
 * Stores the choice of a window in the workspace state, so that a switch in one window does not affect the others.
 * Tokens are in SecretStorage.
 */
export class VsCodeSavedTarget implements SavedTarget {
  readonly #context: vscode.ExtensionContext;
  #known: readonly string[];

  constructor(context: vscode.ExtensionContext) {
    this.#context = context;
    this.#known = z.array(z.url()).safeParse(context.globalState.get(KNOWN_KEY)).data ?? [];
  }

  read(): ConnectionTarget | undefined {
    const choice = this.#choice();
    if (choice?.connected === false) return undefined;
    const target =
      choice?.target ?? configuredTarget() ?? Target.safeParse(this.#context.globalState.get(LAST_KEY)).data;
    return target?.kind === 'embedded' && !startsEmbedded() ? undefined : target;
  }

  previous(): ConnectionTarget | undefined {
    return this.#choice()?.target;
  }

  async save(target: ConnectionTarget | undefined): Promise<void> {
    const { globalState, workspaceState } = this.#context;
    const before = this.#choice()?.target;
    const choice =
      target !== undefined
        ? { connected: true, target }
        : before === undefined
          ? undefined
          : { connected: false, target: before };
    await workspaceState.update(CHOICE_KEY, choice);
    await globalState.update(LAST_KEY, target);
  }

  async addKnown(url: string): Promise<void> {
    await this.#saveKnown(withUrl(this.#known, url));
  }

  knownUrls(): readonly string[] {
    return this.#known;
  }

  async forget(url: string): Promise<void> {
    const left = this.#known.filter((it) => it !== url);
    await this.#saveKnown(left);
    const origin = originOf({ kind: 'url', url });
    if (left.every((it) => originOf({ kind: 'url', url: it }) !== origin))
      await this.saveToken(origin, undefined);
  }

  allowsPlaintext(): boolean {
    const settings = vscode.workspace.getConfiguration(SETTINGS_SECTION);
    return settings.get<boolean>(SETTINGS.insecurePlaintext, false);
  }

  async token(origin: string): Promise<string | undefined> {
    return this.#context.secrets.get(secretKey(origin));
  }

  async saveToken(origin: string, token: string | undefined): Promise<void> {
    if (token === undefined) await this.#context.secrets.delete(secretKey(origin));
    else await this.#context.secrets.store(secretKey(origin), token);
  }

  async #saveKnown(urls: readonly string[]): Promise<void> {
    this.#known = urls;
    await this.#context.globalState.update(KNOWN_KEY, urls);
  }

  #choice(): z.infer<typeof Choice> | undefined {
    return Choice.safeParse(this.#context.workspaceState.get(CHOICE_KEY)).data;
  }
}

/** Returns the URL of the coordinator in the settings, valid or not. Empty if they contain none. */
export function configuredUrl(): string {
  const settings = vscode.workspace.getConfiguration(SETTINGS_SECTION);
  return settings.get<string>(SETTINGS.coordinatorUrl, '').trim().replace(/\/+$/, '');
}

function configuredTarget(): ConnectionTarget | undefined {
  const url = configuredUrl();
  return url !== '' && urlProblem(url, true) === undefined ? { kind: 'remote', url } : undefined;
}

function startsEmbedded(): boolean {
  return vscode.workspace.getConfiguration(SETTINGS_SECTION).get<boolean>(SETTINGS.embeddedAutoStart, true);
}

function secretKey(origin: string): string {
  return `outrunner.token ${origin}`;
}
