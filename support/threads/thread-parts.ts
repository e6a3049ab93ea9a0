import { parentPort } from 'node:worker_threads';
import { type AnswerPart, answerParts, joinedAnswer, type ThreadAnswer } from './answer-parts.ts';
import { type OpenThread, openThread, type ThreadBounds, type ThreadProgram } from './ask-thread.ts';

/** A message of the main thread: a question, or a request for the next part of its answer. */
type Request = { readonly question: unknown } | 'next';

/** A message of the thread: the answer to one request. */
type Posted = { readonly part: AnswerPart } | { readonly end: true };

/** Sends a question to the thread. Rejects when the thread fails or exceeds its limits. */
export type Ask<Question, Reply extends ThreadAnswer> = (question: Question) => Promise<Reply>;

/**
 * Starts a thread, lets `use` ask it questions one after the other, and ends it. The program of the thread calls {@link
 * answerQuestions}. Deserializing a message blocks the event loop in proportion to its size, so answers arrive in
 * parts, and other requests are served between two parts.
 */
export async function withThread<Question, Reply extends ThreadAnswer, Result>(
  program: ThreadProgram,
  bounds: ThreadBounds,
  use: (ask: Ask<Question, Reply>) => Promise<Result>,
): Promise<Result> {
  const thread = await openThread(program, undefined, bounds);
  try {
    return await use(async (question) => (await joinedAnswer(partsFrom(thread, question))) as Reply);
  } finally {
    await thread.close();
  }
}

async function* partsFrom(thread: OpenThread, question: unknown): AsyncGenerator<AnswerPart> {
  thread.worker.postMessage({ question } satisfies Request);
  for (;;) {
    const posted = (await thread.message()) as Posted;
    if ('end' in posted) return;
    yield posted.part;
    thread.worker.postMessage('next' satisfies Request);
  }
}

/**
 * Answers the questions that the main thread asks, one after the other. Runs in the thread, which ends when `answer`
 * throws.
 */
export function answerQuestions<Question>(answer: (question: Question) => ThreadAnswer): void {
  const port = parentPort;
  if (port === null) throw new Error('answerQuestions must run in a worker thread');
  let parts: Iterator<AnswerPart> = [][Symbol.iterator]();
  port.on('message', (request: Request) => {
    if (request !== 'next') parts = answerParts(answer(request.question as Question));
    const { done, value } = parts.next();
    port.postMessage((done === true ? { end: true } : { part: value }) satisfies Posted);
  });
}
