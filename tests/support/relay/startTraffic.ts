import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'vitest'
import type { Entry } from '../../../src/shared/model/entry.ts'
import type { Role } from '../../../src/shared/model/role.ts'
import { findFaults, type Logged, type Promised } from '../../faults/oracle.ts'
import { tokenWith } from '../dialects/dialectClient.ts'
import { type DialectSideName, dialectSideNames, dialectSides } from '../dialects/dialectSides.ts'
import type { TestDatabase } from '../servers/createTestDatabase.ts'
import { until } from '../time/until.ts'
import { connectNative, type NativeClient, newEntryId } from './nativeClient.ts'
import type { RelayProcess } from './start/startRelayProcess.ts'
import { tokenFor } from './start/testTokens.ts'

/** Longest time to close a gap once everything works again. */
const repairedWithinMs = 10_000

export interface TrafficParts {
  readonly nodes: readonly RelayProcess[]
  /** Read past the relay, for what is stored. */
  readonly database: Pick<TestDatabase, 'query'>
  /** Pause of each sender after each message, in ms. */
  readonly restMs?: number
}

/** Client that watches over one connection to one node, which is not made again: what it holds was pushed to it. */
interface Witness {
  readonly name: string
  readonly node: number
  readonly texts: (sessionId: string) => string[] | undefined
}

/**
 * Two sessions with two senders each, all on different nodes, and with witnesses on every node: by the native protocol, and
 * by each of the dialects. A sender gives a message the same id until it is acknowledged, through whichever node answers.
 */
export interface Traffic {
  /** Waits until each sender has had so many more messages acknowledged. */
  readonly untilMore: (count: number, limitMs?: number) => Promise<void>
  /** Returns how many texts the witnesses on this node hold, all together. */
  readonly heardOn: (node: number) => number
  /**
   * To be called when the fault is over: what was acknowledged by now is with everyone who is still connected within 10 s. Then
   * lets more be sent, ends the sending, and compares what is stored and what every witness holds with what was acknowledged.
   */
  readonly expectWhole: (options?: { readonly withoutNode?: number }) => Promise<void>
  readonly close: () => Promise<void>
}

export async function startTraffic({ nodes, database, restMs = 5 }: TrafficParts): Promise<Traffic> {
  const run = randomUUID().slice(0, 8)
  const [first, second] = [`first-${run}`, `second-${run}`] as const
  const dialectUser = (name: DialectSideName) => `${name}-${run}`
  const closers: (() => unknown)[] = []
  let isOver = false

  function nodeAt(index: number): RelayProcess {
    const node = nodes[index % nodes.length]
    if (!node) throw new Error('there is no node')
    return node
  }
  const all = Object.fromEntries(
    dialectSideNames.map((name) => [dialectUser(name), name === 'sessions' ? 'patient' : 'clinician'] as const),
  )
  const people = { [`pat-${run}`]: 'patient', [`doc-${run}`]: 'clinician', ...all } as const
  for (const sessionId of [first, second]) await nodeAt(0).putSession(sessionId, people)

  async function connect(index: number, userId: string, role: Role, reconnects = false): Promise<NativeClient> {
    const client = await connectNative({ url: nodeAt(index).url, token: await tokenFor(userId, role), reconnects })
    closers.push(client.close)
    // What is told of others comes when the connection has been taken in.
    await client.pullAll()
    return client
  }
  async function nativeWitness(node: number): Promise<Witness & { readonly entries: readonly Entry[] }> {
    const { entries } = await connect(node, `doc-${run}`, 'clinician')
    const texts = (sessionId: string) => loggedOf(entries.filter((entry) => entry.sessionId === sessionId)).map(textOf)
    return { name: `native on ${node}`, node, entries, texts }
  }
  async function dialectWitness(name: DialectSideName, node: number): Promise<Witness> {
    const side = dialectSides(first)[name]
    const role = name === 'sessions' ? 'patient' : side.clinician
    const client = await side.open(nodeAt(node).url, await tokenWith({ userId: dialectUser(name), role }))
    closers.push(client.close)
    const heard = () => client.heard.filter(({ event }) => side.events.includes(event))
    const texts = (sessionId: string) =>
      sessionId === first ? heard().map(({ payload }) => side.text(payload)) : undefined
    return { name: `${name} on ${node}`, node, texts }
  }
  const natives = await Promise.all(nodes.map((_, index) => nativeWitness(index)))
  const dialects = await Promise.all(dialectSideNames.map((name, index) => dialectWitness(name, index % nodes.length)))
  const witnesses: readonly Witness[] = [...natives, ...dialects]

  async function startSender(sessionId: string, person: 'pat' | 'doc', at: number) {
    const senderId = `${person}-${run}`
    const role = person === 'pat' ? 'patient' : 'clinician'
    const ways = await Promise.all(nodes.map((_, index) => connect(at + index, senderId, role, true)))
    const promised: Promised[] = []
    const undecided = new Set<string>()
    async function send(text: string): Promise<void> {
      const id = newEntryId()
      undecided.add(id)
      for (let turn = 0; ; turn += 1) {
        const connected = ways.filter(({ socket }) => socket.connected)
        const ack = await connected[turn % connected.length]
          ?.request('message:send', { id, sessionId, thread: 'care', text }, 5_000)
          .catch(() => undefined)
        if (ack?.success) break
        if (isOver && turn > 200) return
        await pause(20)
      }
      undecided.delete(id)
      promised.push({ id, sessionId, senderId, text })
    }
    async function sendOn(): Promise<void> {
      for (let count = 0; !isOver; count += 1) {
        await send(`${senderId} says ${count} in ${sessionId}`)
        await pause(restMs)
      }
    }
    return { promised, undecided, done: sendOn() }
  }
  const senders = await Promise.all([
    startSender(first, 'pat', 0),
    startSender(first, 'doc', 1),
    startSender(second, 'doc', 2),
    startSender(second, 'pat', 0),
  ])
  const promisedIn = (sessionId: string) =>
    senders.flatMap(({ promised }) => promised).filter((one) => one.sessionId === sessionId)

  async function stored(sessionId: string): Promise<Logged[]> {
    const { rows } = await database.query(
      `select id, seq, sender_id, body_json from entries where session_id = $1 and thread = 'care' order by seq`,
      [sessionId],
    )
    expect(rows.map(({ seq }) => Number(seq))).toEqual(rows.map((_, index) => index + 1))
    const { rows: heads } = await database.query(`select head from threads where session_id = $1 and thread = 'care'`, [
      sessionId,
    ])
    expect(Number(heads[0]?.head)).toBe(rows.length)
    return rows.flatMap(({ id, seq, sender_id: senderId, body_json: json }) => {
      const body = JSON.parse(json)
      return body.kind === 'message' ? [{ id, sessionId, seq: Number(seq), senderId, text: body.text }] : []
    })
  }
  async function untilMore(count: number, limitMs = 30_000): Promise<void> {
    const before = senders.map(({ promised }) => promised.length)
    const haveMore = () => senders.every(({ promised }, index) => promised.length >= (before[index] ?? 0) + count)
    await until(`each sender has ${count} more acknowledged`, haveMore, limitMs)
  }
  async function untilHeldBy(listeners: readonly Witness[]): Promise<void> {
    const endAtMs = Date.now() + repairedWithinMs
    for (const sessionId of [first, second]) {
      const wanted = promisedIn(sessionId).map(({ text }) => text)
      for (const { name, texts } of listeners) {
        const holdsAll = () => {
          const held = texts(sessionId)
          if (!held) return true
          const found = new Set(held)
          return wanted.every((text) => found.has(text))
        }
        await until(`${name} holds what was acknowledged in ${sessionId}`, holdsAll, Math.max(0, endAtMs - Date.now()))
      }
    }
  }

  return {
    untilMore,
    heardOn: (node) =>
      witnesses
        .filter((one) => one.node === node)
        .reduce((sum, { texts }) => sum + (texts(first)?.length ?? 0) + (texts(second)?.length ?? 0), 0),
    expectWhole: async ({ withoutNode } = {}) => {
      const listeners = witnesses.filter(({ node }) => node !== withoutNode)
      await untilHeldBy(listeners)
      await untilMore(20)
      isOver = true
      await Promise.all(senders.map(({ done }) => done))
      await untilHeldBy(listeners)
      const promised = senders.flatMap((sender) => sender.promised)
      const undecided = new Set(senders.flatMap((sender) => [...sender.undecided]))
      const inStore = new Map([[first, await stored(first)] as const, [second, await stored(second)] as const])
      const logs = Object.fromEntries(
        natives.filter(({ node }) => node !== withoutNode).map(({ name, entries }) => [name, loggedOf(entries)]),
      )
      const evidence = { promised, undecided, unsent: [], logs: { ...logs, store: [...inStore.values()].flat() } }
      expect(findFaults(evidence)).toEqual([])
      for (const { name, texts } of listeners)
        for (const [sessionId, log] of inStore) {
          const held = texts(sessionId)
          if (held) expect(held, name).toEqual(log.map(textOf))
        }
    },
    close: async () => {
      isOver = true
      await Promise.all(senders.map(({ done }) => done))
      for (const close of closers) close()
    },
  }
}

const textOf = ({ text }: Logged): string => text

function loggedOf(entries: readonly Entry[]): Logged[] {
  return entries.flatMap(({ id, sessionId, seq, senderId, body }) =>
    body.kind === 'message' ? [{ id, sessionId, seq, senderId, text: body.text }] : [],
  )
}
