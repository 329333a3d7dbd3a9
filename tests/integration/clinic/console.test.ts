import { describe, expect, onTestFinished, test } from 'vitest'
import { type ClinicDocument, defaultClinic } from '../../../src/shared/model/clinic/clinicRules.ts'
import { firstSession, openRelayWithCores, type RelayWithCores } from '../../support/console/relayWithCores.ts'
import { makeDataDir, removeDataDir, type StartedCore } from '../../support/console/startCore.ts'
import { until } from '../../support/time/until.ts'

const woundFlag = { id: 'wound', name: 'Wound', phrases: { en: ['stitches … open'] } }

/** Sets what the clinic sets, in place of what is at a version. */
async function setClinic({ relay }: RelayWithCores, version: number, rules: Partial<ClinicDocument>): Promise<void> {
  const response = await fetch(`${relay.url}/api/clinic`, {
    method: 'PUT',
    headers: {
      authorization: `Bearer ${await relay.tokenFor('head', 'admin')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ ...defaultClinic, ...rules, version }),
  })
  expect(response.status).toBe(200)
}
const flagsOf = async (console: StartedCore) =>
  ((await console.state()).sessions.find(({ id }) => id === firstSession)?.owed.flags ?? []).map(
    ({ name, phrase, isClinics }) => `${name} by ${phrase}${isClinics ? " of the clinic's" : ''}`,
  )
const raises = (console: StartedCore, ...flags: string[]) =>
  until(`the flags are ${flags.join()}`, async () => (await flagsOf(console)).join() === flags.join(), 20_000)
const hasAmberAt = (console: StartedCore, minutes: number) =>
  until(`amber is at ${minutes}`, async () => (await console.state()).clinic.waits.amberMinutes === minutes, 20_000)
const waits = (amberMinutes: number) => ({ amberMinutes, redMinutes: 60, byKind: {} })

describe('what the clinic sets', () => {
  test('holds at a console at once: for what waits already, and back again', async () => {
    const fixture = await openRelayWithCores()
    const console = await fixture.signedInConsole()
    await fixture.sendAsPatient(firstSession, 'My chest pain is gone, but the stitches came open')
    await raises(console, 'Chest pain by chest pain')
    const reasons = ['Waits for the laboratory']
    await setClinic(fixture, 0, { waits: waits(3), flags: [woundFlag], laterReasons: reasons })
    await hasAmberAt(console, 3)
    expect((await console.state()).clinic.laterReasons).toEqual(reasons)
    // "came" is none of the small words that may stand there.
    expect(await flagsOf(console)).toEqual(['Chest pain by chest pain'])
    const flags = [
      { ...woundFlag, phrases: { en: ['stitches came open'] } },
      { id: 'chest', off: true as const },
    ]
    await setClinic(fixture, 1, { flags })
    await raises(console, "Wound by stitches came open of the clinic's")
    await hasAmberAt(console, defaultClinic.waits.amberMinutes)
    expect(console.payloads('clinicChanged')).toHaveLength(2)
    await setClinic(fixture, 2, {})
    await raises(console, 'Chest pain by chest pain')
  })

  test('is kept for when no relay answers, and what changed meanwhile comes with the line', async () => {
    const dataDir = makeDataDir()
    onTestFinished(() => removeDataDir(dataDir))
    const fixture = await openRelayWithCores()
    const before = await fixture.signedInConsole({ dataDir })
    await setClinic(fixture, 0, { waits: waits(3), flags: [woundFlag] })
    await fixture.sendAsPatient(firstSession, 'the stitches are open')
    await raises(before, "Wound by stitches … open of the clinic's")
    await before.core.close()
    fixture.link.refuse(true)
    const after = fixture.console({ dataDir })
    expect(await flagsOf(after)).toEqual(["Wound by stitches … open of the clinic's"])
    expect((await after.state()).clinic.waits).toEqual(waits(3))
    await setClinic(fixture, 1, { waits: waits(4) })
    fixture.link.refuse(false)
    await raises(after)
    await hasAmberAt(after, 4)
  })

  test('comes over REST too, where no socket can be had', async () => {
    const fixture = await openRelayWithCores()
    await setClinic(fixture, 0, { waits: waits(3) })
    fixture.link.refuseWhere((firstBytes) => firstBytes.includes('/socket.io/'))
    const console = fixture.console()
    await fixture.signIn(console)
    await hasAmberAt(console, 3)
    expect((await console.state()).link.mode).not.toBe('live')
  })
})
