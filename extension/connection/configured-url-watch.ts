import * as l10n from '@vscode/l10n';
import { SETTINGS, SETTINGS_SECTION } from '../ids/settings.ts';
import type { Disposable } from '../lifecycle/disposables.ts';
import { systemTimer, type Timer } from '../lifecycle/system-timer.ts';
import type { Prompts } from '../prompts/prompts.ts';
import { type ConnectionTarget, isSameCoordinator } from './connection-state.ts';
import { urlProblem } from './url-problem.ts';

/** Time without a change before the offer, in ms, because the Settings editor stores a URL while the user types it. */
const REST_MS = 1500;

const SETTING = `${SETTINGS_SECTION}.${SETTINGS.coordinatorUrl}`;

export interface ConfiguredUrlNeeds {
  /** Returns the URL in the settings, valid or not. Empty if they contain none. */
  readonly configured: () => string;
  /** Returns the coordinator of the window; undefined if none is chosen. */
  readonly current: () => ConnectionTarget | undefined;
  readonly allowsPlaintext: () => boolean;
  readonly prompts: Prompts;
  readonly connect: (url: string) => Promise<unknown>;
  /** Default: a timer of the system. */
  readonly after?: Timer;
  readonly onFailed: (error: unknown) => void;
}

/**
 * Offers to switch the window to the coordinator in the settings, once the setting no longer changes. Contacts no host
 * before the user accepts, because an incomplete URL can contain the host of somebody else.
 */
export class ConfiguredUrlWatch implements Disposable {
  readonly #needs: ConfiguredUrlNeeds;
  #cancel: () => void = () => undefined;

  constructor(needs: ConfiguredUrlNeeds) {
    this.#needs = needs;
  }

  /** Restarts the delay. Called when the setting changes. */
  changed(): void {
    const { after = systemTimer } = this.#needs;
    this.#cancel();
    this.#cancel = after(REST_MS, () => void this.#offer().catch(this.#needs.onFailed));
  }

  dispose(): void {
    this.#cancel();
  }

  async #offer(): Promise<void> {
    const { configured, current, allowsPlaintext, prompts, connect } = this.#needs;
    const url = configured();
    if (url === '') return;
    const problem = urlProblem(url, allowsPlaintext());
    if (problem !== undefined) {
      await prompts.error(l10n.t('The setting {0} is not valid. {1}.', SETTING, problem));
      return;
    }
    if (isSameCoordinator(current(), { kind: 'remote', url })) return;
    const pressed = await prompts.inform(
      l10n.t('The URL in the setting {0} is now {1}. Switch this window to that coordinator?', SETTING, url),
      l10n.t('Switch'),
    );
    if (pressed === undefined) return;
    if (configured() === url) await connect(url);
    else
      await prompts.warn(
        l10n.t('The URL in the setting {0} is no longer {1}. Nothing was changed.', SETTING, url),
      );
  }
}
