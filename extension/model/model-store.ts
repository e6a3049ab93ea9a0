import type { Client } from '../../protocol/client/client.ts';
import { followEvents } from '../../protocol/client/follow-events.ts';
import type { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ChangeEvent } from '../../protocol/events/change-event.ts';
import { Emitter, type Event } from '../lifecycle/event.ts';
import { EMPTY_MODEL, type Model, modelOf, SHOWN_EXECUTIONS, withChange } from './model.ts';
import { withUpSince } from './up-since.ts';

/** Whether the event stream is open. */
export type LinkState =
  | { readonly up: true }
  | { readonly up: false; readonly problem: OutrunnerError | undefined };

/** Keeps the model in sync with the coordinator: reads the lists once, then applies change events. */
export class ModelStore {
  readonly #changed: Emitter<Model>;
  readonly onDidChange: Event<Model>;
  #model: Model = EMPTY_MODEL;

  constructor(onListenerFailed: (error: unknown) => void) {
    this.#changed = new Emitter(onListenerFailed);
    this.onDidChange = this.#changed.event;
  }

  get model(): Model {
    return this.#model;
  }

  clear(): void {
    this.#set(EMPTY_MODEL);
  }

  /**
   * Follows the coordinator's events until `signal` aborts, and reconnects after a lost link. Rejects with errors that
   * a retry cannot fix, such as `unauthorized`.
   */
  async follow(client: Client, signal: AbortSignal, onLink: (link: LinkState) => void): Promise<void> {
    const events = followEvents<ChangeEvent>({
      open: (from) => client.changeEvents({ query: from === undefined ? {} : { from }, signal }),
      isLast: () => false,
      signal,
      onLink: (link) => {
        if (!link.up) onLink({ up: false, problem: link.problem });
      },
    });
    let read = false;
    for await (const { event } of events) {
      if (event.type === 'reset' || (event.type === 'ready' && !read)) {
        this.#set(await readLists(client, signal));
        read = true;
      } else {
        this.#set(withChange(this.#model, event));
      }
      onLink({ up: true });
    }
  }

  #set(model: Model): void {
    if (model === this.#model) return;
    this.#model = withUpSince(model, this.#model, Date.now());
    this.#changed.fire(this.#model);
  }
}

async function readLists(client: Client, signal: AbortSignal): Promise<Model> {
  const [{ runners }, projects, { jobs }, sources, { keys }, { executions }, settings] = await Promise.all([
    client.listRunnerOverviews({ signal }),
    client.listProjects({ signal }),
    client.listJobOverviews({ signal }),
    client.listNodeSourceOverviews({ signal }),
    client.listKeyOverviews({ signal }),
    client.listExecutions({ query: { max: String(SHOWN_EXECUTIONS) }, signal }),
    client.getSettings({ signal }),
  ]);
  return modelOf({ runners, projects, jobs, nodeSources: sources.projects, keys, executions, settings });
}
