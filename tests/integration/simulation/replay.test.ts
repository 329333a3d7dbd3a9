import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, type TestContext, test } from 'vitest'
import { createTokenMint } from '../../../simulation/mintToken.ts'
import { createRandom } from '../../../simulation/random.ts'
import { createRelayAdmin } from '../../../simulation/relayAdmin.ts'
import { describeReplay } from '../../../simulation/replay/describeReplay.ts'
import { type Consultation, readConsultations } from '../../../simulation/replay/readConsultations.ts'
import { type ReplayParts, replayConsultations } from '../../../simulation/replay/replayConsultations.ts'
import { type OpenParticipant, openReplayClients } from '../../../simulation/replay/replayParticipant.ts'
import { sessionIdSchema } from '../../../src/shared/model/ids.ts'
import { systemClock } from '../../../src/shared/model/timing/clock.ts'
import { openConsoleParticipants } from '../../support/console/consoleParticipant.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'
import { startRelayProcess } from '../../support/relay/start/startRelayProcess.ts'
import { testSecret } from '../../support/relay/start/testTokens.ts'

const recording = join(import.meta.dirname, '../../../../shared/data/consultations.jsonl')

/** Consultations of which every text is different, with what is hard to keep byte for byte in some. */
function inventConsultations(count: number, turns: number, everyS: number): Consultation[] {
  const hard = ['é or e\u0301', 'עברית', '👩🏽‍⚕️', ' two  spaces ', 'tab\tand\nline', '<b>&amp;</b>', '\u200bzero width']
  return Array.from({ length: count }, (_, index) => ({
    id: sessionIdSchema.parse(`invented-${index}`),
    complaint: 'none',
    turns: Array.from({ length: turns }, (_turn, turn) => ({
      at: turn * everyS + index / 100,
      role: (turn + index) % 3 === 0 ? ('clinician' as const) : ('patient' as const),
      text: `${index}.${turn} ${hard[turn % hard.length]}`,
    })),
  }))
}

function partsFor(relayUrl: string, consultations: readonly Consultation[], speed: number): ReplayParts {
  const clock = systemClock
  const mintToken = createTokenMint(testSecret, clock)
  const open = openReplayClients({ relayUrl, mintToken, clock, random: createRandom(1) })
  const admin = createRelayAdmin(relayUrl, mintToken)
  return {
    consultations,
    relayUrl,
    admin,
    mintToken,
    clock,
    speed,
    runId: 'test',
    openPatient: open,
    openClinician: open,
  }
}

async function openRelay() {
  const relay = await startRelay()
  onTestFinished(relay.stop)
  return relay
}

test('what both sides of several consultations send is stored once, in order and unaltered at everyone', async () => {
  const relay = await openRelay()
  const report = await replayConsultations(partsFor(relay.url, inventConsultations(4, 25, 1), 50))
  expect(describeReplay(report)).toMatchObject({ isFaithful: true })
  expect(report).toMatchObject({ consultations: 4, turns: 100, faithfulTurns: 100, participants: 8 })
  expect(report.received.stored).toBe(200)
  expect(report.history.stored).toBe(200)
})

test('one clinician can be in all of them', async () => {
  const relay = await openRelay()
  const parts = partsFor(relay.url, inventConsultations(3, 10, 1), 100)
  const report = await replayConsultations({ ...parts, sharesClinician: true })
  expect(report).toMatchObject({ turns: 30, faithfulTurns: 30, participants: 4 })
})

test('a relay that is killed in the middle and comes back keeps every turn, once and in order', async () => {
  const relay = await startRelayProcess()
  onTestFinished(relay.dispose)
  const consultations = inventConsultations(6, 30, 1)
  const parts = partsFor(relay.url, consultations, 15)
  let acknowledged = 0
  let killing: Promise<unknown> | undefined
  const counting: OpenParticipant = async (user) => {
    const participant = await parts.openPatient(user)
    return {
      ...participant,
      send: async (message) => {
        await participant.send(message)
        acknowledged += 1
        if (acknowledged === 40) killing = relay.kill('SIGKILL').then(relay.restart)
      },
    }
  }
  const report = await replayConsultations({ ...parts, openPatient: counting })
  await killing
  expect(killing).toBeDefined()
  expect(describeReplay(report)).toMatchObject({ isFaithful: true })
  expect(report.faithfulTurns).toBe(180)
})

test('a participant who shows something else than was sent is found out', async () => {
  const relay = await openRelay()
  const parts = partsFor(relay.url, inventConsultations(2, 10, 1), 100)
  const forgetful: OpenParticipant = async (user) => {
    const participant = await parts.openClinician(user)
    return {
      ...participant,
      received: async (sessionId) => {
        const [first, second, third, ...others] = await participant.received(sessionId)
        if (!first || !second || !third) return []
        return [first, first, third, ...others.map((message) => ({ ...message, text: `${message.text}!` }))]
      },
    }
  }
  const report = await replayConsultations({ ...parts, openClinician: forgetful })
  expect(report.received).toMatchObject({ doubled: 2, lost: 2, altered: 14 })
  expect(report.history).toMatchObject({ doubled: 0, lost: 0, altered: 0 })
  expect(report.faithfulTurns).toBe(0)
  expect(describeReplay(report).isFaithful).toBe(false)
})

test('a console that holds all of the consultations has in its own store what both sides sent', async () => {
  const relay = await openRelay()
  const parts = partsFor(relay.url, inventConsultations(5, 25, 1), 50)
  const openClinician = openConsoleParticipants(relay.url, parts.admin)
  const report = await replayConsultations({ ...parts, openClinician, sharesClinician: true })
  expect(describeReplay(report)).toMatchObject({ isFaithful: true })
  expect(report).toMatchObject({ consultations: 5, turns: 125, faithfulTurns: 125, participants: 6 })
  expect(report.received.stored).toBe(250)
})

describe('all recorded consultations at 60 times their speed, both sides, end with every turn once, in order, byte-equal', () => {
  async function replayRecording(context: TestContext, more: (parts: ReplayParts) => Partial<ReplayParts>) {
    if (!existsSync(recording))
      context.skip('not run: there is no ../shared/data/consultations.jsonl beside the checkout')
    // With the limits that a relay has by itself.
    const relay = await startRelayProcess({ env: { RATE_LIMIT_FACTOR: '1' } })
    onTestFinished(relay.dispose)
    const parts = partsFor(relay.url, await readConsultations(recording), 60)
    const report = await replayConsultations({ ...parts, ...more(parts) })
    expect(describeReplay(report)).toMatchObject({ isFaithful: true })
    expect(report).toMatchObject({ consultations: 57, turns: 6_727, faithfulTurns: 6_727 })
    expect(report.received.stored).toBe(2 * 6_727)
    const metrics = await (await fetch(`${relay.url}/metrics`)).text()
    expect(metrics).toContain('# TYPE rounds_rate_limited_total')
    expect(metrics).not.toMatch(/^rounds_rate_limited_total\{/m)
    return report
  }

  test('at 57 patients and 57 clinicians', { timeout: 180_000 }, async (context) => {
    expect(await replayRecording(context, () => ({}))).toMatchObject({ participants: 114 })
  })

  test('at 57 patients and in the store of one console that answers them all', {
    timeout: 180_000,
  }, async (context) => {
    const report = await replayRecording(context, ({ relayUrl, admin }) => ({
      openClinician: openConsoleParticipants(relayUrl, admin),
      sharesClinician: true,
    }))
    expect(report).toMatchObject({ participants: 58 })
  })
})
