/** A thread that parses one discovery: receives the unpacked body and answers with a `ParsedDiscovery`. */
import { answerQuestions } from '../../../support/threads/thread-parts.ts';
import { parseDiscovery } from './parse-discovery.ts';

answerQuestions(parseDiscovery);
