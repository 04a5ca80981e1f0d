/** How a service may write what it was sent. */
export function spellingsOf(text: string): string[] {
  const bytes = Buffer.from(text);
  const escaped = [...text].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
  const percent = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  return [
    ...[text, text.toLowerCase(), JSON.stringify(text), JSON.stringify(JSON.stringify(text)), escaped],
    ...[encodeURIComponent(text), encodeURIComponent(encodeURIComponent(text)), percent],
    ...[
      String(new URLSearchParams({ text })),
      bytes.toString('base64'),
      bytes.toString('base64url'),
      bytes.toString('hex'),
    ],
    ...[1, 2].map((pad) => Buffer.concat([Buffer.alloc(pad, 'x'), bytes]).toString('base64')),
  ];
}

/** The spellings of a secret that a text holds, by their number; ends that depend on what stands beside it are left away. */
export function leaksOf(secret: string, text: string): number[] {
  const isIn = (spelling: string) =>
    [spelling, JSON.stringify(spelling).slice(1, -1)].some((one) => text.includes(one));
  return spellingsOf(secret).flatMap((spelling, at) =>
    isIn(spelling.replace(/^"|"$|^text=/g, '').slice(6, -6)) ? [at] : [],
  );
}
