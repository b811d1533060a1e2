import { collectionSpaces } from '../collections/collection-spaces.ts';
import type { CollectionTool } from '../collections/collection-tool.ts';
import { collectionLevels } from '../collections/levels.ts';
import type { ToolSpaces } from '../tool-spaces.ts';
import { meetingObject } from './meeting-object.ts';

export const calendarTool: CollectionTool = {
  tool: 'calendar',
  kind: 'calendar',
  type: 'meeting',
  extension: '.ics',
  levels: collectionLevels('calendar'),
  compose(content, marks) {
    if (content.type !== 'meeting') throw new RangeError(`a calendar holds no ${content.type}`);
    return meetingObject(content, marks);
  },
  markedPart: (object) => (object.name === 'vcalendar' ? object.getFirstSubcomponent('vevent') : null),
};

/** A community's shared calendar. */
export const calendar: ToolSpaces = collectionSpaces(calendarTool);
