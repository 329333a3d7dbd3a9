import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import type { Role } from '../../../../src/shared/model/role.ts'
import { findFaults } from '../../../faults/oracle.ts'
import { type DialectSideName, dialectSideNames } from '../../dialects/dialectSides.ts'
import type { TestDatabase } from '../../servers/createTestDatabase.ts'
import { until } from '../../time/until.ts'
import { connectNative, type NativeClient } from '../nativeClient.ts'
import type { RelayProcess } from '../start/startRelayProcess.ts'
import { tokenFor } from '../start/testTokens.ts'
import { readStoredLog } from './readStoredLog.ts'
import { startTrafficSender, type TrafficSender } from './trafficSender.ts'
import {
  connectDialectWitness,
  type NativeWitness,
  type TrafficWitness,
  textOf,
  watchNative,
} from './trafficWitness.ts'

/** Longest time to close a gap once everything works again. */
const repairedWithinMs = 10_000

export interface TrafficParts {
  readonly nodes: readonly RelayProcess[]
  /** Read past the relay, for what is stored. */
  readonly database: Pick<TestDatabase, 'query'>
  /** Pause of each sender after each message, in ms. */
  readonly restMs?: number
}

/**
 * Two sessions with two senders each, all on different nodes, and with witnesses on every node: by the native protocol, and
 * by each of the dialects.
 */
export interface Traffic {
  /** Waits until each sender has had so many more messages acknowledged. */
  readonly untilMore: (count: number, limitMs?: number) => Promise<void>
  /** Returns how many texts the witnesses on this node hold, all together. */
  readonly receivedOn: (node: number) => number
  /**
   * To be called when the fault is over: what was acknowledged by now is with everyone who is still connected within 10 s. Then
   * lets more be sent, ends the sending, and compares what is stored and what every witness holds with what was acknowledged.
   */
  readonly expectWhole: (options?: { readonly withoutNode?: number }) => Promise<void>
  readonly close: () => Promise<void>
}

export async function startTraffic({ nodes, database, restMs = 5 }: TrafficParts): Promise<Traffic> {
  const sessionIds = await putSessions(nodes)
  const { natives, witnesses, senders, close } = await connectAll(nodes, sessionIds, restMs)

  async function untilMore(count: number, limitMs = 30_000): Promise<void> {
    const before = senders.map(({ promised }) => promised.length)
    const haveMore = () => senders.every(({ promised }, index) => promised.length >= (before[index] ?? 0) + count)
    await until(`each sender has ${count} more acknowledged`, haveMore, limitMs)
  }
  const endSending = () => Promise.all(senders.map(({ end }) => end()))

  return {
    untilMore,
    receivedOn: (node) =>
      witnesses
        .filter((one) => one.node === node)
        .flatMap(({ texts }) => sessionIds.map((id) => texts(id)?.length ?? 0))
        .reduce((sum, count) => sum + count, 0),
    expectWhole: async ({ withoutNode } = {}) => {
      const listeners = witnesses.filter(({ node }) => node !== withoutNode)
      await untilHeldBy(listeners, sessionIds, senders)
      await untilMore(20)
      await endSending()
      await untilHeldBy(listeners, sessionIds, senders)
      const stored = await Promise.all(sessionIds.map((sessionId) => readStoredLog(database, sessionId)))
      const evidence = {
        promised: senders.flatMap(({ promised }) => promised),
        undecided: new Set(senders.flatMap(({ undecided }) => [...undecided])),
        unsent: [],
        logs: {
          ...Object.fromEntries(
            natives.filter(({ node }) => node !== withoutNode).map(({ name, logged }) => [name, logged()]),
          ),
          store: stored.flat(),
        },
      }
      expect(findFaults(evidence)).toEqual([])
      for (const { name, texts } of listeners)
        for (const [index, sessionId] of sessionIds.entries()) {
          const held = texts(sessionId)
          if (held) expect(held, name).toEqual(stored[index]?.map(textOf))
        }
    },
    close: async () => {
      await endSending()
      close()
    },
  }
}

/** The two sessions, the first of which has somebody of each dialect. The ids are new for each traffic. */
type SessionIds = readonly [first: string, second: string]

const ofRun = (name: string, [first]: SessionIds) => `${name}-${first}`
const dialectRole = (name: DialectSideName): Role => (name === 'sessions' ? 'patient' : 'clinician')

async function putSessions(nodes: readonly RelayProcess[]): Promise<SessionIds> {
  const run = randomUUID().slice(0, 8)
  const sessionIds = [`first-${run}`, `second-${run}`] as const
  const participants: Record<string, Role> = {
    [ofRun('pat', sessionIds)]: 'patient',
    [ofRun('doc', sessionIds)]: 'clinician',
    ...Object.fromEntries(dialectSideNames.map((name) => [ofRun(name, sessionIds), dialectRole(name)])),
  }
  for (const sessionId of sessionIds) await nodes[0]?.putSession(sessionId, participants)
  return sessionIds
}

interface Connected {
  readonly natives: readonly NativeWitness[]
  readonly witnesses: readonly TrafficWitness[]
  readonly senders: readonly TrafficSender[]
  readonly close: () => void
}

/** Connects the witnesses, then the senders, and starts these. */
async function connectAll(nodes: readonly RelayProcess[], sessionIds: SessionIds, restMs: number): Promise<Connected> {
  const closers: (() => unknown)[] = []
  const urlOf = (index: number): string => {
    const node = nodes[index % nodes.length]
    if (!node) throw new Error('there is no node')
    return node.url
  }
  async function connect(index: number, person: 'pat' | 'doc', reconnects: boolean): Promise<NativeClient> {
    const token = await tokenFor(ofRun(person, sessionIds), person === 'pat' ? 'patient' : 'clinician')
    const client = await connectNative({ url: urlOf(index), token, reconnects })
    closers.push(client.close)
    // What is sent of others comes when the connection has been taken in.
    await client.pullAll()
    return client
  }
  async function startSender(sessionId: string, person: 'pat' | 'doc', at: number): Promise<TrafficSender> {
    const connections = await Promise.all(nodes.map((_, index) => connect(at + index, person, true)))
    return startTrafficSender({ sessionId, senderId: ofRun(person, sessionIds), connections, restMs })
  }

  const natives = await Promise.all(
    nodes.map(async (_, index) => watchNative(index, await connect(index, 'doc', false))),
  )
  const [first, second] = sessionIds
  const dialects = await Promise.all(
    dialectSideNames.map(async (name, index) => {
      const node = index % nodes.length
      const user = { userId: ofRun(name, sessionIds), sessionId: first }
      const { witness, close } = await connectDialectWitness(name, { ...user, node, url: urlOf(node) })
      closers.push(close)
      return witness
    }),
  )
  const senders = await Promise.all([
    startSender(first, 'pat', 0),
    startSender(first, 'doc', 1),
    startSender(second, 'doc', 2),
    startSender(second, 'pat', 0),
  ])
  return {
    natives,
    witnesses: [...natives, ...dialects],
    senders,
    close: () => {
      for (const close of closers) close()
    },
  }
}

async function untilHeldBy(
  listeners: readonly TrafficWitness[],
  sessionIds: SessionIds,
  senders: readonly TrafficSender[],
): Promise<void> {
  const endAtMs = Date.now() + repairedWithinMs
  for (const sessionId of sessionIds) {
    const wanted = senders.flatMap(({ promised }) => promised).filter((one) => one.sessionId === sessionId)
    for (const { name, texts } of listeners) {
      const holdsAll = () => {
        const held = texts(sessionId)
        if (!held) return true
        const found = new Set(held)
        return wanted.every(({ text }) => found.has(text))
      }
      await until(`${name} holds what was acknowledged in ${sessionId}`, holdsAll, Math.max(0, endAtMs - Date.now()))
    }
  }
}
