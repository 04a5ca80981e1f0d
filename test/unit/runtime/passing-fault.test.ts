import { ConditionalCheckFailedException, DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { ItemContended } from '../../../shared/effects/change-item.ts';
import { isPassingFault } from '../../../shared/runtime/passing-fault.ts';

const answered = (name: string, httpStatusCode: number) =>
  new DynamoDBServiceException({ name, $fault: 'client', message: name, $metadata: { httpStatusCode } });

describe('a fault that passes', () => {
  it.each([
    ['a throttled table', answered('ProvisionedThroughputExceededException', 400)],
    ['a throttled request', answered('ThrottlingException', 400)],
    ['an outage', answered('SomethingNew', 503)],
    ['a timeout', Object.assign(new Error('late'), { name: 'TimeoutError' })],
    ['a contended session', new ItemContended('Session ses_1')],
  ])('is %s', (_what, error) => {
    expect(isPassingFault(error)).toBe(true);
  });

  it.each([
    ['a refused condition', new ConditionalCheckFailedException({ message: 'no', $metadata: {} })],
    ['a malformed request', answered('ValidationException', 400)],
    ['a missing right', answered('AccessDeniedException', 400)],
    ['a defect of ours', new TypeError('x is not a function')],
    ['no error at all', undefined],
  ])('is not %s', (_what, error) => {
    expect(isPassingFault(error)).toBe(false);
  });
});
