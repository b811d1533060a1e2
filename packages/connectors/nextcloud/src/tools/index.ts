import type { Tool } from '@passerelle/model';
import { calendar } from './calendar/index.ts';
import { contacts } from './contacts/index.ts';
import { files } from './files/index.ts';
import { forms } from './forms/index.ts';
import { pads } from './pads/index.ts';
import { polls } from './polls/index.ts';
import type { ToolSpaces } from './tool-spaces.ts';

/** Every tool that lives on Nextcloud, in the order in which their spaces are read: a new one is one folder here and one name in this list. */
export const toolSpaces: readonly ToolSpaces[] = [files, pads, calendar, contacts, polls, forms];

export const toolSpacesOf = (tool: Tool): ToolSpaces | undefined => toolSpaces.find((known) => known.tool === tool);
