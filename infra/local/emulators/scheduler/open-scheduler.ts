import { AwsError } from '../aws-error.ts';
import type { LocalRequest, LocalResponse, LocalService } from '../local-service.ts';
import { parseRequest } from '../parse-request.ts';
import { createSchedules, type Schedules, type SchedulesOptions } from './create-schedules.ts';
import { NAME, scheduleRequestSchema } from './requests.ts';
import type { ScheduleKey, StoredSchedule } from './schedule-store.ts';

export type SchedulerOptions = Omit<SchedulesOptions, 'arnOf'> & {
  /** The schedule groups that there are, by name; `default` is one of them on AWS. */
  groups: readonly string[];
  account: string;
  region: string;
};

export type Scheduler = {
  /** Answers what is below `/schedules`. */
  service: LocalService;
  close: () => void;
};

/** The laptop's EventBridge Scheduler behind its protocol. Schedules fire for real, with functions as targets. */
export function openScheduler(options: SchedulerOptions): Scheduler {
  const { account, region, groups } = options;
  const arnOf = ({ groupName, name }: ScheduleKey) =>
    `arn:aws:scheduler:${region}:${account}:schedule/${groupName}/${name}`;
  const schedules = createSchedules({ ...options, arnOf });
  const operations = describeOperations({ schedules, arnOf, groups });
  return {
    service: async (request) => {
      try {
        return answer(200, dispatch(operations, request));
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        return answer(error.status, { Message: error.message }, { 'x-amzn-errortype': error.name });
      }
    },
    close: schedules.close,
  };
}

type Call = { name: string; query: URLSearchParams; body: LocalRequest['body'] };
type Operations = Record<string, (call: Call) => object>;
type OperationDeps = { schedules: Schedules; arnOf: (key: ScheduleKey) => string; groups: readonly string[] };

/** By method. */
function describeOperations({ schedules, arnOf, groups }: OperationDeps): Operations {
  const keyOf = (name: string, groupName: string): ScheduleKey => {
    if (!NAME.test(name)) {
      throw new AwsError('ValidationException', `The name "${name}" has to match ${NAME.source}.`);
    }
    if (groups.includes(groupName)) return { name, groupName };
    throw new AwsError('ResourceNotFoundException', `Schedule group ${groupName} does not exist.`, 404);
  };
  const byQuery = ({ name, query }: Call) => keyOf(name, query.get('groupName') ?? 'default');
  const byBody = ({ name, body }: Call) => {
    const request = parseRequest(scheduleRequestSchema, body);
    return { key: keyOf(name, request.GroupName), request };
  };
  return {
    POST: (call) => {
      const { key, request } = byBody(call);
      schedules.create(key, request);
      return { ScheduleArn: arnOf(key) };
    },
    PUT: (call) => {
      const { key, request } = byBody(call);
      schedules.update(key, request);
      return { ScheduleArn: arnOf(key) };
    },
    GET: (call) => {
      const key = byQuery(call);
      return describe(schedules.find(key), arnOf(key));
    },
    DELETE: (call) => {
      schedules.remove(byQuery(call));
      return {};
    },
  };
}

function dispatch(operations: Operations, { method, path, body }: LocalRequest): object {
  const url = new URL(path, 'http://scheduler.local');
  const [, name] = /^\/schedules\/([^/]+)$/.exec(url.pathname) ?? [];
  const operation = Object.hasOwn(operations, method) ? operations[method] : undefined;
  if (name === undefined || operation === undefined) {
    const message = `The laptop's Scheduler can't do ${method} ${url.pathname}. It has ${Object.keys(operations).join(', ')} /schedules/{Name}.`;
    throw new AwsError('UnknownOperationException', message, 404);
  }
  return operation({ name: decodeURIComponent(name), query: url.searchParams, body });
}

function describe({ request, name, groupName, createdAt, modifiedAt }: StoredSchedule, arn: string): object {
  const { ClientToken: _, ...described } = request;
  return {
    ...described,
    ...{ Arn: arn, Name: name, GroupName: groupName },
    ...{ CreationDate: createdAt / 1_000, LastModificationDate: modifiedAt / 1_000 },
  };
}

const answer = (status: number, value: object, headers: Record<string, string> = {}): LocalResponse => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(value),
});
