import type { Endpoint } from '../endpoint.ts';
import { roles, type Role } from './role.ts';

/** What includes what, for the reader: whoever may as `nobody` may as anybody. */
const mayAs = ({ rule }: Endpoint, role: Role): boolean =>
  rule.may.includes(role) || rule.may.includes('person') || rule.may.includes('nobody');

/** The table of rights in Markdown: one line for each endpoint, one column for each role. */
export function rightsTable(endpoints: readonly Endpoint[]): string {
  const head = ['Request', ...roles, 'what is shown of it'];
  const rows = endpoints.map((endpoint) => [
    `\`${endpoint.method.toUpperCase()} ${endpoint.path}\``,
    ...roles.map((role) => {
      if (role === 'nobody') return endpoint.rule.may.includes('nobody') ? '✓' : '';
      return mayAs(endpoint, role) ? '✓' : '';
    }),
    endpoint.rule.narrowed ?? '',
  ]);
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
