import { randomBytes } from 'node:crypto';
import { constants } from 'node:os';
import type { ClientChannel } from 'ssh2';
import type { CommandChannel } from '../exec/command-channel.ts';
import { HelpedCommand } from './helped-command.ts';
import {
  type HelperCommand,
  type HelperFrame,
  HelperFrameReader,
  questionFrame,
  runFrame,
} from './helper-frames.ts';

/** Maximum age of the latest received bytes, in ms, at which a connection counts as alive without a check. */
const ALIVE_WITHOUT_CHECK_MS = 15_000;
const NOT_BEGUN = 126;

const SIGNAL_NAMES = new Map(Object.entries(constants.signals).map(([name, number]) => [number, name]));

export interface HelperEvents {
  /** Called when the helper can run another command. */
  onFree(helper: NodeHelper): void;
  /** Called when the helper's session has closed. If `isBroken` is true, another helper would fail too. */
  onGone(helper: NodeHelper, isBroken: boolean): void;
}

/** A helper on a node, which runs commands one after another in one session. */
export class NodeHelper {
  isOpen = true;
  readonly #channel: ClientChannel;
  readonly #mark = randomBytes(6).toString('base64url');
  readonly #reader = new HelperFrameReader(this.#mark);
  readonly #events: HelperEvents;
  #running: HelpedCommand | undefined;
  #heardAt = performance.now();
  #onAnswer: (() => void) | undefined;
  #hasServed = false;
  #isGarbled = false;

  constructor(channel: ClientChannel, events: HelperEvents) {
    this.#channel = channel;
    this.#events = events;
    channel.on('error', () => undefined);
    channel.on('data', (chunk: Buffer) => this.#take(chunk)).resume();
    channel.stderr.on('data', (chunk: Buffer) => this.#running?.take('stderr', chunk)).resume();
    channel.once('close', () => {
      const running = this.#running;
      this.isOpen = false;
      const failed = running !== undefined && !running.isCancelled && !running.hasEnded;
      this.#events.onGone(this, failed && (this.#isGarbled || !this.#hasServed));
      this.#onAnswer?.();
      running?.finish();
    });
  }

  /** Resolves to whether the helper is alive. If it has sent bytes recently, no check is sent. */
  async isAlive(): Promise<boolean> {
    if (this.isOpen && performance.now() - this.#heardAt > ALIVE_WITHOUT_CHECK_MS) {
      const answered = new Promise<void>((resolve) => {
        this.#onAnswer = resolve;
      });
      this.#channel.write(questionFrame(this.#mark));
      await answered;
    }
    return this.isOpen;
  }

  begin(command: HelperCommand): CommandChannel {
    const running = new HelpedCommand(this.#channel, this.isOpen);
    this.#running = running;
    if (this.isOpen) this.#channel.write(runFrame(command, this.#mark));
    return running;
  }

  /** Ends the helper and its command. Resolves once its session is closed. */
  async close(): Promise<void> {
    if (!this.isOpen) return;
    const closed = new Promise<void>((resolve) => this.#channel.once('close', () => resolve()));
    this.#channel.close();
    await closed;
  }

  #take(chunk: Buffer): void {
    this.#heardAt = performance.now();
    try {
      for (const frame of this.#reader.take(chunk)) this.#on(frame);
    } catch {
      // Another program has written into the middle of a frame, so the end of the command is unknown.
      this.#isGarbled = true;
      this.#channel.close();
    }
  }

  #on(frame: HelperFrame): void {
    const running = this.#running;
    switch (frame.kind) {
      case 'output':
        running?.take(frame.stream, frame.bytes);
        return;
      case 'exit':
        running?.exit(exitOf(frame.status));
        return;
      case 'drained':
        this.#over();
        return;
      case 'here':
        this.#onAnswer?.();
        return;
      case 'refused':
        running?.take('stderr', Buffer.from('The node has no room for another process.\n'));
        running?.exit({ exitCode: NOT_BEGUN });
        this.#over();
    }
  }

  #over(): void {
    const running = this.#running;
    this.#running = undefined;
    this.#hasServed = true;
    // This helper still has to end the processes of the cancelled command, so it runs no further command.
    if (running?.isCancelled) this.#channel.end();
    else this.#events.onFree(this);
    running?.finish();
  }
}

/** `status` as in `wait`: the signal in the lower seven bits, the exit code above eight. */
function exitOf(status: number): { exitCode: number } | { signal: string } {
  const signal = status & 0x7f;
  return signal === 0 ? { exitCode: status >> 8 } : { signal: SIGNAL_NAMES.get(signal) ?? `SIG${signal}` };
}
