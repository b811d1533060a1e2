/** What a configuration is made of. */
export type Plain = string | number | boolean | readonly string[] | { readonly [key: string]: Plain };

/** Words that are a YAML plain scalar beyond doubt; anything else is written as JSON, which YAML 1.2 reads too. */
const SAFE = /^[A-Za-z][\w.-]*$/;
const RESERVED = /^(?:true|false|null|yes|no|on|off|y|n)$/i;
const scalar = (value: string | number | boolean): string =>
  typeof value === 'string' && SAFE.test(value) && !RESERVED.test(value) ? value : JSON.stringify(value);

/** Nested maps as YAML, two spaces a level. */
export function yamlText(value: { readonly [key: string]: Plain }, indent = ''): string {
  return Object.entries(value)
    .map(([key, item]) => {
      if (isList(item)) return `${indent}${scalar(key)}: ${JSON.stringify(item)}\n`;
      if (typeof item === 'object') return `${indent}${scalar(key)}:\n${yamlText(item, `${indent}  `)}`;
      return `${indent}${scalar(key)}: ${scalar(item)}\n`;
    })
    .join('');
}

const isList = (value: Plain): value is readonly string[] => Array.isArray(value);
