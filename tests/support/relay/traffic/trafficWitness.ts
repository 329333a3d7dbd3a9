import type { Entry } from '../../../../src/shared/model/entry.ts'
import type { Logged } from '../../../faults/oracle.ts'
import { tokenWith } from '../../dialects/dialectClient.ts'
import { type DialectSideName, dialectSides } from '../../dialects/dialectSides.ts'
import type { NativeClient } from '../nativeClient.ts'

/** Client that watches over one connection to one node, which is not made again: what it holds was pushed to it. */
export interface TrafficWitness {
  readonly name: string
  readonly node: number
  /** Returns the texts that it holds of a session; undefined if it does not watch that session. */
  readonly texts: (sessionId: string) => string[] | undefined
}

/** A witness that holds whole entries. */
export interface NativeWitness extends TrafficWitness {
  readonly logged: () => readonly Logged[]
}

export function watchNative(node: number, { entries }: NativeClient): NativeWitness {
  return {
    name: `native on ${node}`,
    node,
    logged: () => loggedOf(entries),
    texts: (sessionId) => loggedOf(entries.filter((entry) => entry.sessionId === sessionId)).map(textOf),
  }
}

/** Connects by the dialect, and watches the one session that the dialect's clients are in. */
export async function connectDialectWitness(
  name: DialectSideName,
  { node, url, userId, sessionId }: { node: number; url: string; userId: string; sessionId: string },
): Promise<{ readonly witness: TrafficWitness; readonly close: () => void }> {
  const side = dialectSides(sessionId)[name]
  const role = name === 'sessions' ? 'patient' : side.clinician
  const client = await side.open(url, await tokenWith({ userId, role }))
  const messages = () => client.received.filter(({ event }) => side.events.includes(event))
  const texts = (asked: string) =>
    asked === sessionId ? messages().map(({ payload }) => side.text(payload)) : undefined
  return { witness: { name: `${name} on ${node}`, node, texts }, close: client.close }
}

export const textOf = ({ text }: Logged): string => text

function loggedOf(entries: readonly Entry[]): Logged[] {
  return entries.flatMap(({ id, sessionId, seq, senderId, body }) =>
    body.kind === 'message' ? [{ id, sessionId, seq, senderId, text: body.text }] : [],
  )
}
