/** A thread that parses one discovery: its question is the unpacked body, its answer a `ParsedDiscovery`. */
import { answerQuestions } from '../../../support/threads/thread-parts.ts';
import { parseDiscovery } from './parse-discovery.ts';

answerQuestions(parseDiscovery);
