import type { Container, Observed } from '@passerelle/model';

/** A resource as the `observed` table holds it: what `a` and `b` are, its kind says (see the first migration). */
export interface ObservedRow {
  readonly kind: Observed['kind'];
  readonly a: string;
  readonly b: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export function rowOf(resource: Observed): ObservedRow {
  switch (resource.kind) {
    case 'account': {
      const { kind, native, ...data } = resource;
      return { kind, a: native, b: '', data };
    }
    case 'group': {
      const { kind, native, ...data } = resource;
      return { kind, a: native, b: '', data };
    }
    case 'membership':
      return { kind: 'membership', a: resource.group, b: resource.account, data: {} };
    case 'space': {
      const { kind, native, tool, ...data } = resource;
      return { kind, a: native, b: tool, data };
    }
    case 'grant': {
      const { kind, space, level, detail } = resource;
      return { kind, a: space, b: 'group' in resource ? resource.group : resource.account, data: { level, detail } };
    }
    case 'entry': {
      const { kind, space, native, ...data } = resource;
      return { kind, a: space, b: native, data };
    }
  }
}

/** `accounts`, `groups`, `members:<native>`, `spaces:<tool>`, `grants:<native>`, `entries:<native>`. */
export function containerName(container: Container): string {
  switch (container.of) {
    case 'accounts':
    case 'groups':
      return container.of;
    case 'members':
      return `members:${container.group}`;
    case 'spaces':
      return `spaces:${container.tool}`;
    case 'grants':
      return `grants:${container.space}`;
    case 'entries':
      return `entries:${container.space}`;
  }
}
