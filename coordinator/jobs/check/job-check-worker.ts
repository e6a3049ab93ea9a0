/** The program of a thread that answers each `JobQuestion` with a `JobAnswer`. */
import { answerQuestions } from '../../../support/threads/thread-parts.ts';
import { JobAnswers } from './job-answers.ts';

answerQuestions(new JobAnswers().answer);
