import { BufferPool } from '../../../../support/memory/buffer-pool.ts';

/** Size of a buffer for reading output, in bytes. */
export const READ_BUFFER_BYTES = 256 * 1024;

/** Buffers that all readers of output share. At most 64 unused buffers stay allocated. */
export const READ_BUFFERS = new BufferPool(64 * READ_BUFFER_BYTES);
