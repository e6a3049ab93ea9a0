/** A thread that reads one text of nodes and ends: what it is given is a `NodesText`, what it answers a `ReadNodes`. */
import { parentPort, workerData } from 'node:worker_threads';
import { readNodes } from '../../protocol/nodes/format/read-nodes.ts';
import type { NodesText } from './node-parser.ts';

const { text, format } = workerData as NodesText;
parentPort?.postMessage(readNodes(text, format));
