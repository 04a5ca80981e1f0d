/**
 * As Promise.all, but it throws only when nothing goes on any more: in a Lambda, what is left behind after an error would be
 * frozen with the answer and go on in the middle of the next invocation.
 */
export async function allDone<Work extends readonly unknown[]>(
  work: Work,
): Promise<{ -readonly [At in keyof Work]: Awaited<Work[At]> }> {
  await Promise.allSettled(work);
  return Promise.all(work);
}
