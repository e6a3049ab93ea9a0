import { Worker } from 'node:worker_threads';
import { problemOf } from '../errors/problem-of.ts';
import { SupportError } from '../errors/support-error.ts';
import type { JavaScriptPattern, LinearPattern, PatternMatch, PatternSpan } from './pattern.ts';
import { PATTERN_WORKER_SOURCE, type PatternAnswer, type PatternRequest } from './pattern-worker-source.ts';

/** A pattern that can be run. */
export type RunnablePattern = LinearPattern | JavaScriptPattern;

/**
 * Runs patterns of both engines. Linear patterns run in this thread at once. JavaScript patterns run one
 * after another in a worker thread, which is terminated if one exceeds its time. The worker starts on first
 * use and does not keep the process alive. The caller closes the runner.
 */
export interface PatternRunner {
  /** Whether the whole text matches. Throws `pattern-too-slow`. */
  matches(pattern: RunnablePattern, text: string): Promise<boolean>;
  /** Returns the match of the whole text, if there is one. Throws `pattern-too-slow`. */
  matchWhole(pattern: RunnablePattern, text: string): Promise<PatternMatch | undefined>;
  /** Returns every match within the text, in order; at most 10,000. Throws `pattern-too-slow`. */
  findAll(pattern: RunnablePattern, text: string): Promise<PatternMatch[]>;
  close(): Promise<void>;
}

/** Time limit of one pattern on one text, in ms. */
export const PATTERN_MILLISECONDS = 100;

export function createPatternRunner(milliseconds: number = PATTERN_MILLISECONDS): PatternRunner {
  const turns = new WorkerTurns(milliseconds);
  return {
    matches: async (pattern, text) => {
      if (pattern.engine === 'linear') return pattern.matches(text);
      return (await turns.run(pattern, text, true)).length > 0;
    },
    matchWhole: async (pattern, text) => {
      if (pattern.engine === 'linear') return pattern.matchWhole(text);
      const [offsets] = await turns.run(pattern, text, true);
      return offsets && matchOf(offsets, text);
    },
    findAll: async (pattern, text) => {
      if (pattern.engine === 'linear') return pattern.findAll(text);
      return (await turns.run(pattern, text, false)).map((offsets) => matchOf(offsets, text));
    },
    close: () => turns.close(),
  };
}

function matchOf(offsets: readonly number[], text: string): PatternMatch {
  const spans = Array.from({ length: offsets.length / 2 }, (_, index): PatternSpan | undefined => {
    const [start = -1, end = -1] = offsets.slice(2 * index, 2 * index + 2);
    return start < 0 ? undefined : { text: text.slice(start, end), start, end };
  });
  const [whole = { text: '', start: 0, end: 0 }, ...groups] = spans;
  return { ...whole, groups };
}

interface Waiting {
  readonly settle: (outcome: { matches: PatternAnswer['matches'] } | { problem: string }) => void;
}

/** Sends one request at a time to one worker. */
class WorkerTurns {
  readonly #milliseconds: number;
  #worker: Worker | undefined;
  #ready: Promise<void> = Promise.resolve();
  #waiting: Waiting | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #count = 0;

  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds;
  }

  run(pattern: JavaScriptPattern, text: string, whole: boolean): Promise<PatternAnswer['matches']> {
    const turn = this.#last.then(() => this.#ask(pattern, text, whole));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async close(): Promise<void> {
    await this.#last;
    await this.#end();
  }

  async #ask(pattern: JavaScriptPattern, text: string, whole: boolean): Promise<PatternAnswer['matches']> {
    const worker = this.#worker ?? this.#start();
    await this.#ready;
    this.#count += 1;
    const { source, flags } = pattern;
    const request: PatternRequest = { id: this.#count, source, flags, text, whole };
    const outcome = await new Promise<Parameters<Waiting['settle']>[0]>((resolve) => {
      const timer = setTimeout(
        // Deferred, so that an answer that arrived while this thread was busy is processed before the
        // timeout.
        () => setImmediate(() => resolve({ problem: `more than ${this.#milliseconds} ms` })),
        this.#milliseconds,
      );
      this.#waiting = {
        settle: (answer) => {
          clearTimeout(timer);
          resolve(answer);
        },
      };
      worker.ref();
      worker.postMessage(request);
    });
    this.#waiting = undefined;
    worker.unref();
    if ('matches' in outcome) return outcome.matches;
    await this.#end();
    throw new SupportError('pattern-too-slow', { pattern: pattern.pattern, problem: outcome.problem });
  }

  #start(): Worker {
    const worker = new Worker(PATTERN_WORKER_SOURCE, {
      eval: true,
      env: {},
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: 64 },
    });
    this.#worker = worker;
    this.#ready = new Promise((resolve) => {
      const failed = (problem: string) => {
        if (this.#worker === worker) this.#worker = undefined;
        resolve();
        this.#waiting?.settle({ problem });
      };
      worker.on('message', (answer: PatternAnswer) => {
        if (answer.id === 0) resolve();
        else if (answer.id === this.#count) this.#waiting?.settle(answer);
      });
      worker.on('error', (error) => failed(problemOf(error)));
      worker.on('exit', () => failed('its thread ended'));
    });
    return worker;
  }

  async #end(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }
}
