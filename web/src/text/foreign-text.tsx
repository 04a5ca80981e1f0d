import { visibleParts } from './visible-text.ts';

/**
 * A text that a model, a tool or another person wrote: as text, with invisible characters shown by their number, and its direction
 * kept from turning what stands beside it.
 */
export function ForeignText({ text }: { text: string }) {
  return (
    <bdi>
      {visibleParts(text).map((part, index) =>
        'text' in part ? (
          part.text
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text have no other name, and no state.
          <span key={index} className="invisible" title={`An invisible character, ${part.code}`}>
            {part.code}
          </span>
        ),
      )}
    </bdi>
  );
}
