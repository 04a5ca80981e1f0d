import { DescribeStateMachineCommand, ListTagsForResourceCommand, type SFNClient } from '@aws-sdk/client-sfn';

/** The tag by which a state machine says whose workflows it may run. */
const TENANT_TAG = 'agent-sessions:tenant';
/** What Step Functions answers about a machine that is not there, or is not ours to describe. */
const NOT_THERE =
  /^(StateMachineDoesNotExist|ResourceNotFound|InvalidArn|AccessDenied(Exception)?|ValidationException)$/;

/**
 * Why no workflow of the tenant may run this state machine; undefined: it may. One of another tenant, or of nobody, is told as one
 * that is not there: which names the account has is nobody's business.
 */
export async function machineViolation(
  { stateMachineArn, tenantId, ownMachineArn }: { stateMachineArn: string; tenantId: string; ownMachineArn: string },
  { stepFunctions }: { stepFunctions: SFNClient },
): Promise<string | undefined> {
  if (stateMachineArn === ownMachineArn) return 'is the state machine of Agent Sessions itself; name one of your own';
  try {
    const { type } = await stepFunctions.send(new DescribeStateMachineCommand({ stateMachineArn }));
    const { tags = [] } = await stepFunctions.send(new ListTagsForResourceCommand({ resourceArn: stateMachineArn }));
    if (!tags.some(({ key, value }) => key === TENANT_TAG && value === tenantId)) return notTheirs(tenantId);
    return type === 'STANDARD' ? undefined : `is an ${type} state machine: only a STANDARD one can wait for a person`;
  } catch (error) {
    if (!(error instanceof Error && NOT_THERE.test(error.name))) throw error;
    return notTheirs(tenantId);
  }
}

function notTheirs(tenantId: string): string {
  return `names no state machine with the tag ${TENANT_TAG} = ${tenantId} that Agent Sessions may describe; check the name, or add the tag and save again`;
}
