import type { Route, RouteAnswer, RouteRequest } from '../../../shared/contracts/route.ts';
import type { AuditRecord } from '../../../shared/domain/audit/audit-record.ts';
import { isRecord } from '../../../shared/domain/session/call-arguments.ts';
import type { Clock } from '../../../shared/runtime/clock.ts';
import { type Operation, type ServedRoute, serve } from './operation.ts';

export type RecordingDeps = {
  clock: Clock;
  putAudit: (record: AuditRecord) => Promise<void>;
  reportFailure: (message: string, facts: Record<string, unknown>) => void;
};

type Asked = { params: object; caller: RouteRequest<Route>['caller']; requestId: string };
type Told = { status?: number; body?: unknown; project?: string };

/**
 * Binds an operation to its route like `serve`, with a record in the audit trail for what was accepted. What is done stays
 * done and is answered, whether or not the record could be put: one that is lost is reported as an error.
 */
export function serveRecorded<R extends Route, Deps>(
  route: R,
  operation: Operation<R, Deps>,
): ServedRoute<Deps & RecordingDeps> {
  const withRecord: Operation<R, Deps & RecordingDeps> = async (request, deps): Promise<RouteAnswer<R>> => {
    const answer = await operation(request, deps);
    const record = recordOf(route, request, answer, deps.clock.now());
    if (record !== undefined) {
      await deps
        .putAudit(record)
        .catch((error: unknown) => deps.reportFailure('audit record lost', { ...record, error }));
    }
    return answer;
  };
  return serve(route, withRecord);
}

/** A repeat, answered 200 where the first was 201, was recorded the first time. */
function recordOf(route: Route, asked: Asked, { status, body, project }: Told, at: number): AuditRecord | undefined {
  const { operationId, recorded } = route;
  if (recorded === undefined || (route.status === 201 && status === 200)) return undefined;
  const told = isRecord(body) ? body : {};
  const id = textIn(told, recorded.id) ?? textIn({ ...asked.params }, recorded.id) ?? '';
  const { tenantId, userId, name } = asked.caller;
  return {
    ...{ tenantId, at, action: operationId, actor: { userId, name } },
    recordId: `${asked.requestId.replace(/[^\w-]/g, '')}-${operationId}`,
    object: { kind: recorded.kind, id },
    ownerId: (isRecord(told.origin) ? textIn(told.origin, 'id') : undefined) ?? id,
    project: project ?? textIn(told, 'project'),
    via: { kind: 'token' },
  };
}

function textIn(values: Record<string, unknown>, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}
