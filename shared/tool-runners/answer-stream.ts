import type { IncomingMessage } from 'node:http';
import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { AnswerTooLarge } from './outbound-errors.ts';

const DECOMPRESSORS = new Map([
  ['gzip', () => createGunzip()],
  ['x-gzip', () => createGunzip()],
  ['deflate', () => createInflate()],
  ['br', () => createBrotliDecompress()],
]);

/** The encodings that are asked for; all are decoded here. */
export const ACCEPTED_ENCODINGS = 'gzip, deflate, br';

export function isDecoded(encoding: string | undefined): boolean {
  return DECOMPRESSORS.has(encoding?.trim().toLowerCase() ?? '');
}

export type AnswerStreamOptions = {
  /** The most decompressed bytes that are handed on. */
  maxBytes: number;
  /** Called once when nothing more is read, with what made it end. */
  onEnd: () => void;
  /** Makes the error that readers see of the one that stopped the reading. */
  explain: (error: unknown) => Error;
};

/**
 * The decompressed bytes of an answer. They are read as they are asked for, so a bomb is never unpacked further than the cap:
 * there the connection is closed, and the read after the last kept byte throws `AnswerTooLarge`.
 */
export function answerStream(message: IncomingMessage, options: AnswerStreamOptions): ReadableStream<Uint8Array> {
  const chunks: AsyncIterator<Buffer> = decompressed(message)[Symbol.asyncIterator]();
  let room = options.maxBytes;
  let isOver = false;
  const end = () => {
    message.destroy();
    options.onEnd();
  };
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const next = isOver ? undefined : await chunks.next();
          if (next?.done === true) {
            end();
            return controller.close();
          }
          if (next === undefined || room === 0) throw new AnswerTooLarge(options.maxBytes);
          const kept = next.value.subarray(0, room);
          room -= kept.length;
          isOver = kept.length < next.value.length;
          controller.enqueue(new Uint8Array(kept));
        } catch (error) {
          // The reason first: closing the connection is itself an error to those who still read.
          const explained = options.explain(error);
          end();
          controller.error(explained);
        }
      },
      cancel: end,
    },
    { highWaterMark: 0 },
  );
}

function decompressed(message: IncomingMessage): Readable {
  const decompressor = DECOMPRESSORS.get(message.headers['content-encoding']?.trim().toLowerCase() ?? '')?.();
  if (decompressor === undefined) return message;
  // Errors of either side arrive at the reader, through the decompressor.
  return pipeline(message, decompressor, () => undefined);
}
