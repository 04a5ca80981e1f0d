import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useEffect, useId, useRef, useState } from 'react';
import { CopyButton } from '../../text/copy-button.tsx';
import { ForeignText } from '../../text/foreign-text.tsx';

/** What the session answered; of a long one the beginning, so that the activity stays in sight. */
export function FinalResponse({ text }: { text: string }) {
  const id = useId();
  const place = useRef<HTMLParagraphElement>(null);
  const [isLong, setLong] = useState(false);
  const [isWhole, setWhole] = useState(false);
  useEffect(() => {
    const shown = place.current;
    // Shown whole, it cannot be told any more.
    if (shown === null || isWhole) return undefined;
    const watch = new ResizeObserver(() => setLong(shown.scrollHeight > shown.clientHeight));
    watch.observe(shown);
    return () => watch.disconnect();
  }, [isWhole]);
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              {isLong && (
                <Button ariaExpanded={isWhole} ariaControls={id} onClick={() => setWhole(!isWhole)}>
                  {isWhole ? 'Show less' : 'Show all'}
                </Button>
              )}
              <CopyButton text={text} label="Copy the final response" />
            </SpaceBetween>
          }
        >
          Final response
        </Header>
      }
    >
      <p id={id} ref={place} className={isWhole ? 'prose' : 'prose clipped'}>
        <ForeignText text={text} />
      </p>
    </Container>
  );
}
