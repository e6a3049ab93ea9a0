import { BufferPool } from '../../../../support/memory/buffer-pool.ts';

/** Size of a buffer for reading output, in bytes. */
export const READ_BUFFER_BYTES = 256 * 1024;

/** Buffers for reading output. */
export const READ_BUFFERS = new BufferPool(64 * READ_BUFFER_BYTES);
