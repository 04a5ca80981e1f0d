import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';

/** Copies a text; says so. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  return (
    <CopyToClipboard
      variant="icon"
      textToCopy={text}
      copyButtonAriaLabel={label}
      copySuccessText="Copied"
      copyErrorText="This browser does not let the console copy. Select the text instead."
    />
  );
}
