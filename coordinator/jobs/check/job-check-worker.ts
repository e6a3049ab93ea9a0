/** A thread that answers questions about job texts: `JobQuestion`s with `JobAnswer`s. */
import { answerQuestions } from '../../../support/threads/thread-parts.ts';
import { JobAnswers } from './job-answers.ts';

answerQuestions(new JobAnswers().answer);
