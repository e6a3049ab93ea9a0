import * as z from 'zod';

/** Parses messages without generated code, which the content security policy forbids. */
z.config({ jitless: true });

interface HostApi {
  postMessage(message: unknown): void;
  setState(state: KeptState): void;
  getState(): unknown;
}
declare function acquireVsCodeApi(): HostApi;

/** The state of a page that VS Code keeps when it unloads the page or reloads the window. */
const KeptState = z.object({
  /** The object that the page shows. */
  key: z.string(),
  /** The inputs of the user, as the extension wrote them. */
  draft: z.string().optional(),
});
type KeptState = z.infer<typeof KeptState>;

let api: HostApi | undefined;

/** Returns the API of VS Code, which a page may acquire only once. */
function hostApi(): HostApi {
  api ??= acquireVsCodeApi();
  return api;
}

/** Returns the draft that the page kept before it was loaded again. */
export function keptDraft(): string | undefined {
  return KeptState.safeParse(hostApi().getState()).data?.draft;
}

/** Keeps the key of the page and a draft, if there is one, until the panel is closed. */
export function keepDraft(draft: string | undefined): void {
  hostApi().setState({ key: document.body.dataset['key'] ?? '', draft });
}

/**
 * Connects the page to the extension: stores which object the page shows, so that VS Code can restore it, and passes on
 * the messages that match the schema. The caller sends `ready` once it can show messages.
 *
 * @returns a function that sends a command to the extension
 */
export function connectToHost<Message, Command>(
  schema: z.ZodType<Message>,
  show: (message: Message) => void,
): (command: Command) => void {
  const host = hostApi();
  keepDraft(keptDraft());
  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    const message = schema.safeParse(event.data);
    if (message.success) show(message.data);
  });
  return (command) => host.postMessage(command);
}
