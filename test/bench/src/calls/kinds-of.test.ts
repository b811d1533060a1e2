import { expect, it } from 'vitest';
import { kindsOf } from './kinds-of.ts';

it('counts calls by kind, whoever they are about', () => {
  const call = (method: string, path: string) => ({ method, path, body: '', type: null, service: 0, status: 200 });
  expect(
    kindsOf([
      call('PUT', '/ocs/v2.php/cloud/users/0000-1/disable'),
      call('PUT', '/ocs/v2.php/cloud/users/0000-2/disable?a=1'),
      call('GET', '/status.php'),
    ]),
  ).toEqual(['2 × PUT /ocs/v2.php/cloud/users/:id/disable', '1 × GET /status.php']);
});
