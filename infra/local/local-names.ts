/** Where everything of the laptop is, in place of an AWS account and region. */
export const LOCAL_PLACE = { account: '000000000000', region: 'local' };

const arnOf = (service: string, name: string) =>
  `arn:aws:${service}:${LOCAL_PLACE.region}:${LOCAL_PLACE.account}:${name}`;

export const FIRE_TRIGGER = 'fire-trigger';
export const FIRE_TRIGGER_ARN = arnOf('lambda', `function:${FIRE_TRIGGER}`);
/** Nobody looks at these two here, but the protocols ask for them. */
export const SCHEDULE_ROLE_ARN = `arn:aws:iam::${LOCAL_PLACE.account}:role/schedules`;
export const UNDELIVERED_FIRINGS_ARN = arnOf('sqs', 'undelivered-firings');
