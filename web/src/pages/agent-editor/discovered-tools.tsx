import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import { type DiscoveredTool, waitsForAcceptance } from '../../../../shared/domain/agent/discovered-tools.ts';
import type { McpTool } from '../../../../shared/domain/agent/tool.ts';
import { ForeignText } from '../../text/foreign-text.tsx';
import { JsonText } from '../../text/json-text.tsx';

const LOOKS: Record<DiscoveredTool['state'], { text: string; type: StatusIndicatorProps.Type }> = {
  accepted: { text: 'Accepted', type: 'success' },
  changed: { text: 'Changed', type: 'warning' },
  new: { text: 'New', type: 'warning' },
  removed: { text: 'Removed', type: 'stopped' },
  refused: { text: 'Not usable', type: 'error' },
};

type Props = {
  /** The MCP server as it is saved. */
  server: McpTool;
  isReadOnly: boolean;
  /** By the name under which the model calls it, or that of the server for all. */
  onAccept: (toolName: string) => void;
};

/** What an MCP server offers: which of it the model may call, and what somebody has to look at first. */
export function DiscoveredTools({ server, isReadOnly, onAccept }: Props) {
  const tools = server.discovered?.tools ?? [];
  const waiting = tools.filter(waitsForAcceptance);
  return (
    <SpaceBetween size="s">
      <SpaceBetween size="xs" direction="horizontal" alignItems="center">
        <Box variant="awsui-key-label">What the server offers ({tools.length})</Box>
        {waiting.length > 1 && (
          <Button variant="inline-link" disabled={isReadOnly} onClick={() => onAccept(server.name)}>
            Accept all {waiting.length}
          </Button>
        )}
      </SpaceBetween>
      {waiting.length > 0 && (
        <Box color="text-status-inactive">
          A changed or new tool is not offered to the model until somebody has looked at it and accepts it.
        </Box>
      )}
      {tools.map((tool) => (
        <OneTool key={tool.name} tool={tool} isReadOnly={isReadOnly} onAccept={() => onAccept(tool.calledAs)} />
      ))}
    </SpaceBetween>
  );
}

function OneTool({ tool, isReadOnly, onAccept }: { tool: DiscoveredTool; isReadOnly: boolean; onAccept: () => void }) {
  const { type, text } = LOOKS[tool.state];
  const isWaiting = waitsForAcceptance(tool);
  return (
    <div>
      <SpaceBetween size="xs" direction="horizontal" alignItems="center">
        <StatusIndicator type={type}>{text}</StatusIndicator>
        <Box fontWeight="bold">
          <ForeignText text={tool.calledAs} />
        </Box>
        {isWaiting && (
          <Button variant="inline-link" disabled={isReadOnly} ariaLabel={`Accept ${tool.calledAs}`} onClick={onAccept}>
            Accept
          </Button>
        )}
      </SpaceBetween>
      {tool.reason === undefined ? (
        <ExpandableSection variant="footer" headerText="Definition" defaultExpanded={isWaiting}>
          <SpaceBetween size="s">
            <Definition label={tool.offered === undefined ? undefined : 'As it was accepted'} {...tool} />
            {tool.offered !== undefined && <Definition label="As it is now" {...tool.offered} />}
          </SpaceBetween>
        </ExpandableSection>
      ) : (
        <ForeignText text={tool.reason} />
      )}
    </div>
  );
}

function Definition({
  label,
  description,
  inputSchema,
}: { label: string | undefined } & Pick<DiscoveredTool, 'description' | 'inputSchema'>) {
  return (
    <div>
      {label !== undefined && <Box variant="awsui-key-label">{label}</Box>}
      <ForeignText text={description} />
      <JsonText value={inputSchema} />
    </div>
  );
}
