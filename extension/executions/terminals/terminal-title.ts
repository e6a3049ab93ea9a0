import * as l10n from '@vscode/l10n';
import type { ExecutionEvent } from '../../../protocol/events/execution-event.ts';
import { stepPlace } from '../../model/display-text.ts';
import { statusName } from '../../model/state-names.ts';

/** The name of a terminal: the execution with its state, such as `#7 backup › 2 Check` or `#7 backup (failed)`. */
export class TerminalTitle {
  readonly #name: string;
  #title: string;

  constructor(name: string) {
    this.#name = name;
    this.#title = name;
  }

  /** Returns the title after an event. Undefined if the title does not change. */
  next(event: ExecutionEvent): string | undefined {
    const state = stateOf(event);
    if (state === undefined || this.#title === `${this.#name}${state}`) return undefined;
    this.#title = `${this.#name}${state}`;
    return this.#title;
  }
}

/** Returns the end of a title with a step: ` › 2 Check`. */
export function stepInTitle({ stepctx, label }: Extract<ExecutionEvent, { type: 'step-started' }>): string {
  return ` › ${`${stepPlace(stepctx).place} ${label}`.trim()}`;
}

function stateOf(event: ExecutionEvent): string | undefined {
  switch (event.type) {
    case 'waiting':
      return ` (${l10n.t('waiting')})`;
    case 'step-started':
      return stepInTitle(event);
    case 'execution-ended':
      return ` (${event.customStatus ?? statusName(event.status)})`;
    default:
      return undefined;
  }
}
