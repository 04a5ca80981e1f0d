import { expect } from 'vitest';
import { type Attack, allFailed, call, calls, type World } from '../attack.ts';

const PAGES = [
  '//evil.example/',
  '@evil.example',
  '\\\\evil.example\\',
  '../../admin',
  '..%2f..%2fadmin',
  '%2e%2e/%2e%2e/admin',
  '..;/admin',
  '..\\..\\admin',
  '\u2025/admin',
  '?q=1&admin=1#x',
  'http://127.0.0.1/',
  ':80@127.0.0.1/',
];

/** A value stays in its segment: the attacker's page is called by another name, and nothing else is. */
const segments: Attack[] = PAGES.map((page) => ({
  what: `leaves the address of its tool by ${JSON.stringify(page)}`,
  moves: [calls(call('page', { page, q: page, note: 'x' }))],
  ends: 'COMPLETED',
  also: ({ received }) => {
    expect(received).toHaveLength(1);
    const { pathname, searchParams } = new URL(received[0]?.target ?? '', 'http://x');
    expect(pathname.split('/')).toHaveLength(4);
    expect(decodeURIComponent(pathname.split('/')[3] ?? '')).toBe(page);
    expect([...searchParams]).toEqual([['q', page]]);
  },
}));

export const addresses = ({ laptop, service, taskId }: World): Attack[] => [
  ...segments,
  ...['.', '..', '', '%2e'].map((page) => ({
    what: `names the folder above by ${JSON.stringify(page)}`,
    moves: [calls(call('page', { page }))],
    ends: 'COMPLETED' as const,
    also: page === '%2e' ? undefined : allFailed('INVALID_INPUT'),
  })),
  {
    what: 'gives the address as an argument',
    moves: [
      calls(call('look', { url: 'http://127.0.0.1/', method: 'DELETE', host: 'evil', headers: { host: 'evil' } })),
    ],
    ends: 'COMPLETED',
  },
  ...[
    `${laptop}/api/v1/manual-tasks/${taskId}/complete`,
    `${laptop}/api/v1/sessions`,
    `${laptop}/local/token`,
    `http://localhost:${new URL(laptop).port}/local/token`,
    `${service.replace('127.0.0.1', '127.1')}:1/`,
    'http://169.254.169.254/latest/meta-data/',
    'file:///etc/passwd',
  ].flatMap((location) =>
    [302, 307].map((status) => ({
      what: `is redirected by ${status} to ${location.replace(/\d{4,5}\b/, 'the product')}`,
      redirect: { status, location },
      moves: [calls(call('redirect', { output: { approved: true } }))],
      ends: 'COMPLETED' as const,
      also: allFailed('TOOL_REFUSED_ADDRESS'),
    })),
  ),
];
