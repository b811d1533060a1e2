import { targetId } from '@passerelle/model';

/** The three platforms of every measured world, as the configuration names them. */
export const cloud = targetId('cloud');
export const forum = targetId('forum');
export const identity = targetId('identity');

/** Numbers of the two saved queries of the forum's Data Explorer. */
export const explorer = { accounts: 901, categories: 902 } as const;

/** Name of the hidden group that holds the forum's accounts in our care. */
export const careGroup = 'passerelle';
/** Name of the top-level group of the realm. */
export const rootGroup = 'passerelle';
