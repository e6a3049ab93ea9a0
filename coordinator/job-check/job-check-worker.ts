/** A thread that answers one question about job texts. Its `workerData` is a `JobQuestion`, its parts are `JobAnswerPart`s. */
import { workerData } from 'node:worker_threads';
import { postParts } from '../../protocol/threads/thread-parts.ts';
import { answerJobQuestion, type JobQuestion, partsOf } from './job-question.ts';

void postParts(partsOf(answerJobQuestion(workerData as JobQuestion)));
