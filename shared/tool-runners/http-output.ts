import { MAX_BODY_BYTES } from '../domain/session/stored-text.ts';
import { compactJson } from './compact-json.ts';

export type HttpAnswer = {
  status: number;
  /** The `content-type` header, when there is one. */
  contentType: string | null;
  bytes: Buffer;
  /** The answer went on after these bytes. */
  truncated: boolean;
};

/** Room for the other properties in an output of `MAX_BODY_BYTES`, which would be cut in the middle of its JSON otherwise. */
const ENVELOPE_BYTES = 128;

/**
 * What a model reads of an answer, as JSON text: `{ status, body }`. `body` is the answer's JSON, or its text, or null when it is
 * empty. Bytes that are no text are base64 with `encoding: "base64"`; `truncated: true` says that there was more.
 */
export function httpOutput(answer: HttpAnswer): string {
  const { status, bytes } = answer;
  if (bytes.length === 0) return JSON.stringify({ status, body: null });
  const text = decode(answer);
  if (text === undefined) return binaryOutput(answer);
  const json = answer.truncated ? undefined : compactJson(text);
  if (json !== undefined && Buffer.byteLength(json) <= MAX_BODY_BYTES - ENVELOPE_BYTES) {
    return `{"status":${status},"body":${json}}`;
  }
  const body = fittingText(text);
  return JSON.stringify({ status, body, ...((answer.truncated || body !== text) && { truncated: true }) });
}

function binaryOutput({ status, bytes, truncated }: HttpAnswer): string {
  // Four letters stand for three bytes.
  const kept = bytes.subarray(0, Math.floor((MAX_BODY_BYTES - ENVELOPE_BYTES) / 4) * 3);
  const isCut = truncated || kept.length < bytes.length;
  return JSON.stringify({
    status,
    body: kept.toString('base64'),
    encoding: 'base64',
    ...(isCut && { truncated: true }),
  });
}

/** The text of an answer, or `undefined` when its bytes are none and it does not call itself text. */
function decode({ contentType, bytes, truncated }: HttpAnswer): string | undefined {
  const charset = /charset\s*=\s*"?([\w.:-]+)/i.exec(contentType ?? '')?.[1];
  const saysText = /^(text\/|application\/(.*\+)?(json|xml|javascript|x-www-form-urlencoded))/i.test(contentType ?? '');
  const decoder = textDecoder(charset ?? 'utf-8', !saysText);
  try {
    // A cut may fall inside a character: `stream` leaves such a rest away.
    return decoder.decode(bytes, { stream: truncated });
  } catch {
    return undefined;
  }
}

function textDecoder(charset: string, fatal: boolean) {
  try {
    return new TextDecoder(charset, { fatal });
  } catch {
    return new TextDecoder('utf-8', { fatal });
  }
}

/** The beginning of a text that, with JSON's escapes, still fits an output. */
export function fittingText(text: string): string {
  let kept = text;
  for (;;) {
    const bytes = Buffer.byteLength(JSON.stringify(kept));
    if (bytes <= MAX_BODY_BYTES - ENVELOPE_BYTES) return kept;
    // Escapes are spread unevenly, so a proportional cut may need another round; 1 % less makes sure that each gets nearer.
    const length = Math.floor((kept.length * (MAX_BODY_BYTES - ENVELOPE_BYTES) * 0.99) / bytes);
    kept = kept.slice(0, length).replace(/[\ud800-\udbff]$/, '');
  }
}
