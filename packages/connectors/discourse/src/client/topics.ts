import { ConnectorError, type Call, type HttpResponse } from '@passerelle/connector-kit';
import type { NativeId } from '@passerelle/model';
import { z } from 'zod';
import type { Session } from '../session.ts';
import { anyJson, bodyOf, failure, readJson } from './answers.ts';
import { sendRequest, titled } from './request.ts';

export interface NewTopic {
  readonly title: string;
  readonly raw: string;
  /** A number of the forum's. */
  readonly category: number;
  /** By which it is found again: unique in the forum, at most 50 of `[A-Za-z0-9_-]` (facts §6). */
  readonly external_id: string;
}

/**
 * The caller judges a 422: the text is refused, its title is taken, or the topic is there already. Validation stays on: without it a topic that is there
 * already would be an error of the forum's database.
 */
export const createTopic = (session: Session, call: Call, topic: NewTopic): Promise<HttpResponse> =>
  sendRequest(session, call, {
    name: 'create topic',
    method: 'POST',
    path: '/posts.json',
    json: { ...topic, auto_track: false },
    scope: 'topics:write',
  });
export const createdTopic = (session: Session, response: HttpResponse): NativeId =>
  String(bodyOf(session, response, 'create topic', z.object({ topic_id: z.int() })).topic_id);

/** The forum answers with the topic's address. Null: there is none, not even a deleted one. */
export const findTopic = async (session: Session, call: Call, externalId: string): Promise<NativeId | null> => {
  const name = 'find topic';
  const path = `/t/external_id/${encodeURIComponent(externalId)}.json`;
  const response = await sendRequest(session, call, { name, method: 'GET', path, scope: 'topics:read' });
  if (response.status === 404) return null;
  if (response.status !== 301 && response.status !== 302) throw failure(session, response, name);
  const id = /\/(\d+)(?:\.json)?(?:\?.*)?$/.exec(response.headers['location'] ?? '')?.[1];
  if (id !== undefined) return id;
  throw new ConnectorError({
    code: 'unexpected-answer',
    retry: 'backoff',
    scope: 'operation',
    request: titled(name),
    status: response.status,
    detail: 'the address of the topic has no number',
  });
};

export const isPinned = async (session: Session, call: Call, topic: NativeId): Promise<boolean> => {
  const request = { name: 'read topic', method: 'GET', path: `/t/${topic}.json`, scope: 'topics:read' } as const;
  const { pinned_at: at } = await readJson(session, call, request, z.object({ pinned_at: z.string().nullish() }));
  return typeof at === 'string';
};

/** At the top of its category until each reader has read it. */
export const pinTopic = async (session: Session, call: Call, topic: NativeId): Promise<void> => {
  const name = 'pin topic';
  const path = `/t/${topic}/status.json`;
  const json = { status: 'pinned', enabled: 'true' };
  const response = await sendRequest(session, call, { name, method: 'PUT', path, json, scope: 'topics:update' });
  if (response.status !== 200) throw failure(session, response, name);
  bodyOf(session, response, name, anyJson);
};
