/** A thread that parses one discovery. Its `workerData` is the unpacked body, its parts are `DiscoveryPart`s. */
import { workerData } from 'node:worker_threads';
import { postParts } from '../../../protocol/threads/thread-parts.ts';
import { discoveryParts, parseDiscovery } from './parse-discovery.ts';

void postParts(discoveryParts(parseDiscovery(workerData as Uint8Array)));
