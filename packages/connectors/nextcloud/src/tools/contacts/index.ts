import { collectionSpaces } from '../collections/collection-spaces.ts';
import type { CollectionTool } from '../collections/collection-tool.ts';
import { collectionLevels } from '../collections/levels.ts';
import type { ToolSpaces } from '../tool-spaces.ts';
import { cardObject } from './card-object.ts';

export const contactsTool: CollectionTool = {
  tool: 'contacts',
  kind: 'addressbook',
  type: 'card',
  extension: '.vcf',
  levels: collectionLevels('contacts'),
  compose(content, marks) {
    if (content.type !== 'card') throw new RangeError(`an address book holds no ${content.type}`);
    return cardObject(content, marks);
  },
  markedPart: (object) => (object.name === 'vcard' ? object : null),
};

/** A community's shared address book. */
export const contacts: ToolSpaces = collectionSpaces(contactsTool);
