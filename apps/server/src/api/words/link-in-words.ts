import {
  dateInWords,
  isLevelOf,
  isTool,
  labelOfLevel,
  labelOfStation,
  labelOfTool,
  type Community,
  type Message,
  type Station,
  type Tool,
} from '@passerelle/model';
import type { Language } from './speaker.ts';

const isStation = (text: string): text is Station => /^(?:participation|role):/.test(text);

/** A link of a `why` chain with its stations, levels, tools and dates in words; people stay ids. */
export function linkInWords({ code, params }: Message, community: Community, tool: Tool, language: Language): Message {
  const station = (text: string): string => (isStation(text) ? labelOfStation(community, text, language) : text);
  const word = (name: string, value: string): string => {
    if (name === 'stations') return value.split(', ').map(station).join(', ');
    if (name === 'station') return station(value);
    if (name === 'level' || name === 'before')
      return isLevelOf(tool, value) ? labelOfLevel(tool, value, language) : value;
    if (name === 'until' || name === 'from') return dateInWords(value, language);
    return name === 'tool' && isTool(value) ? labelOfTool(value, language) : value;
  };
  const told = Object.entries(params).map(([name, value]) => [
    name,
    typeof value === 'string' ? word(name, value) : value,
  ]);
  return { code, params: Object.fromEntries(told) as Message['params'] };
}
