import * as z from 'zod';

/** A master key that the starting process passes to a coordinator on standard input, as JSON. */
export const HandedMasterKey = z.object({
  /** One or more keys, separated by whitespace: each 32 bytes in base64 or hexadecimal. */
  keys: z.string().min(1),
  /** Whether the starting process stores the key permanently. The coordinator then does not store it in a file. */
  alone: z.boolean(),
});
export type HandedMasterKey = Readonly<z.infer<typeof HandedMasterKey>>;
