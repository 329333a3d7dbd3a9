import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { v7 } from 'uuid'
import type { MintToken } from '../../simulation/mintToken.ts'
import type { SessionId } from '../../src/shared/model/ids.ts'
import { nativeNamespace } from '../../src/shared/protocol/handshake.ts'
import { protocolVersion } from '../../src/shared/protocol/version.ts'
import { openWireClient, type WireClient } from '../fixtures/wireClient.ts'
import type { Measurement, Sample } from '../runner/comparison.ts'
import { openClinic } from './clinic.ts'
import { createWorkstation, startConsoleHost } from './consoleHost.ts'
import { jumpTo, launchBrowser, openConsolePage, untilFetched, untilListed } from './consolePage.ts'
import { type CountedLine, openCountedLine } from './countedLine.ts'
import { type RelaySize, recordNumberOf, sessionNamed, supervisorId, witnessId } from './grownRelay.ts'

/** Bytes that a supervisor's console moves when it comes back after some of all sessions have changed, against those of these sessions alone. */
export async function prepareReconnecting(size: RelaySize, changed: number): Promise<Measurement> {
  const browser = await launchBrowser()
  const clinic = await openClinic(size)
  const { mintToken } = clinic.installation
  const witness = await connect(clinic.relay.url, mintToken, { userId: witnessId, name: 'Witness', role: 'patient' })
  const write = (sessionId: SessionId, text: string) =>
    witness.request('message:send', { id: v7(), sessionId, thread: 'care', text })
  // A relay that runs on a copy and has stored nothing since gives no moment to come back to.
  await write(sessionNamed(0), 'I am here')
  const line = await openCountedLine(clinic.relay.url)
  const workstation = createWorkstation()
  const host = await startConsoleHost(workstation, line.url, supervisorId)
  const screen = await openConsolePage(browser, host.link)
  await untilListed(screen, 'All')
  await untilFetched(screen)
  const supervisor = await connect(clinic.relay.url, mintToken, {
    userId: supervisorId,
    name: 'Supervisor',
    role: 'admin',
  })

  async function runRound(): Promise<readonly (readonly Sample[])[]> {
    const ids = [...Array(changed).keys()].map(sessionNamed)
    line.cut()
    await screen.page.locator('[role=status]:not([data-mode=live])[data-mode]').waitFor()
    const text = `I wrote while the line was cut: ${v7()}`
    for (const sessionId of ids) await write(sessionId, text)
    const before = line.bytes()
    line.mend()
    await untilFetched(screen)
    const moved = (await untilQuiet(line)) - before
    await jumpTo(screen, recordNumberOf(changed - 1))
    // It opens where the supervisor has read up to.
    await screen.page.locator('[role=log]').press('End')
    await screen.page.locator('[role=log]').getByText(text).waitFor()
    await screen.page.keyboard.press('Control+w')
    return [[{ value: moved / 1_000 }, { value: (await bytesOf(supervisor, ids)) / 1_000 }]]
  }

  return {
    comparisons: [
      {
        title: `coming back after ${changed} of ${size.sessions} sessions have changed: moved`,
        ...{ unit: 'kB', better: 'less', floor: 1.3, aim: 1.1 },
        contenders: ['everything between console and relay', `these ${changed} sessions with their digests`],
      },
    ],
    runRound,
    close: async () => {
      witness.end()
      supervisor.end()
      await browser.close()
      await host.stop()
      line.close()
      await clinic.close()
      workstation.remove()
    },
  }
}

/** Resolves with the bytes that a line has carried once it has carried nothing for a second. */
async function untilQuiet(line: CountedLine): Promise<number> {
  for (let before = -1; line.bytes() !== before; await pause(1_000)) before = line.bytes()
  return line.bytes()
}

async function connect(url: string, mintToken: MintToken, user: Parameters<MintToken>[0]): Promise<WireClient> {
  const device = { id: randomUUID(), name: 'bench' }
  const auth = { token: await mintToken(user), protocol: protocolVersion, device }
  return openWireClient({ url, namespace: nativeNamespace, auth })
}

/** Returns the size of the relay's answer that has these sessions and nothing else. */
async function bytesOf(client: WireClient, sessionIds: readonly SessionId[]): Promise<number> {
  const answer = await client.request('sync:pull', { scope: 'sessions', sessionIds })
  return Buffer.byteLength(JSON.stringify(answer))
}
