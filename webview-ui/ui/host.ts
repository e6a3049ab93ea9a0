import * as z from 'zod';

interface HostApi {
  postMessage(message: unknown): void;
  setState(state: { readonly key: string }): void;
}
declare function acquireVsCodeApi(): HostApi;

/** Parses messages without generated code, which the content security policy forbids. */
z.config({ jitless: true });

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
  const host = acquireVsCodeApi();
  host.setState({ key: document.body.dataset['key'] ?? '' });
  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    const message = schema.safeParse(event.data);
    if (message.success) show(message.data);
  });
  return (command) => host.postMessage(command);
}
