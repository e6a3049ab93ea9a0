/** A thread that reads one text of nodes: its question is a `NodesText`, its answer a `NodesAnswer`. */
import { answerQuestions } from '../../support/threads/thread-parts.ts';
import { nodesAnswer } from './nodes-answer.ts';

answerQuestions(nodesAnswer);
