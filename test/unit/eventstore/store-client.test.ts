import { expect, test } from 'vitest';
import { completeSettings } from '../../../infra/eventstore/event-log-settings.ts';
import { withKeepAlive } from '../../../infra/eventstore/store-client.ts';

test.each([
  ['esdb://a:1', 'esdb://a:1?keepAliveInterval=10000&keepAliveTimeout=5000'],
  ['esdb://a:1?tls=false', 'esdb://a:1?tls=false&keepAliveInterval=10000&keepAliveTimeout=5000'],
  ['esdb://a:1?KeepAliveInterval=-1', 'esdb://a:1?KeepAliveInterval=-1&keepAliveTimeout=5000'],
])('%s gets the pings it does not set itself', (url, complete) => {
  expect(withKeepAlive(url, completeSettings({ url }))).toBe(complete);
});
