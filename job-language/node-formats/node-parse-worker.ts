/** A thread that parses one text: its request is a `NodesText`, its response a `NodesAnswer`. */
import { answerQuestions } from '../../support/threads/thread-parts.ts';
import { nodesAnswer } from './nodes-answer.ts';

answerQuestions(nodesAnswer);
