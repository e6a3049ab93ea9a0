import type { NumberedMessage, PollAnswer, PollRequest, RunnerMessage } from '../../protocol/runner/poll.ts';

/** The messages of a session, and the poll that waits for them. */
export class FakeSession {
  readonly id: string;
  readonly instance: string;
  lastPoll: PollRequest | undefined;
  pollCount = 0;
  #messages: NumberedMessage[] = [];
  #count = 0;
  #waiting: ((answer: PollAnswer) => void) | undefined;

  constructor(id: string, instance: string) {
    this.id = id;
    this.instance = instance;
  }

  get isPolled(): boolean {
    return this.#waiting !== undefined;
  }

  say(message: RunnerMessage): void {
    this.#messages.push({ number: ++this.#count, message });
    this.#answer();
  }

  /** Resolves when there is a message, when the hold time has passed, or when a newer poll arrives. */
  poll(request: PollRequest, holdMilliseconds: number): Promise<PollAnswer> {
    this.#waiting?.({ messages: [] });
    this.lastPoll = request;
    this.pollCount += 1;
    this.#messages = this.#messages.filter(({ number }) => number > request.acknowledged);
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#settle({ messages: [] }), request.goodbye ? 0 : holdMilliseconds);
      this.#waiting = (answer) => {
        clearTimeout(timer);
        this.#waiting = undefined;
        resolve(answer);
      };
      this.#answer();
    });
  }

  close(): void {
    this.#settle({ messages: [] });
  }

  #answer(): void {
    if (this.#messages.length > 0) this.#settle({ messages: this.#messages });
  }

  #settle(answer: PollAnswer): void {
    this.#waiting?.(answer);
  }
}
