/** A task's title has at most so many characters. */
export const LONGEST_TITLE = 200;

/**
 * Breaks of lines and other control characters, and those that turn the direction of writing: in a list of tasks they would
 * make a title read as something else than it says.
 */
const NOT_PLAIN = /[\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu;

/** A title on one line of plain text. */
export function plainTitle(text: string): string {
  return text.toWellFormed().replace(NOT_PLAIN, ' ').trim();
}

/** The same, cut to the longest that is taken; never in the middle of a character. */
export function cutTitle(text: string): string {
  return plainTitle(text)
    .slice(0, LONGEST_TITLE)
    .replace(/[\ud800-\udbff]$/, '')
    .trim();
}

/** The user id of whom an agent or workflow wants to do a task; undefined for a blank one, which is anybody. */
export function askedPerson(assignee: string | undefined): string | undefined {
  const userId = assignee?.trim();
  return userId === '' ? undefined : userId;
}
