import type { Browser } from 'playwright'
import type { UserId } from '../../src/shared/model/ids.ts'
import { type RelayInstallation, withoutLimits } from '../fixtures/relayInstallation.ts'
import { type ServerProcess, startServerProcess } from '../fixtures/serverProcess.ts'
import { type ConsoleHost, createWorkstation, startConsoleHost, type Workstation } from './consoleHost.ts'
import { type ConsolePage, launchBrowser, openConsolePage, untilFetched, untilListed } from './consolePage.ts'
import { growRelay, type RelaySize } from './grownRelay.ts'

/** A relay with what lies on it, and disks of consoles that speak to it. */
export interface Clinic {
  readonly size: RelaySize
  readonly relay: ServerProcess
  readonly installation: RelayInstallation
  readonly startHost: (workstation: Workstation, userId: UserId) => Promise<ConsoleHost>
  readonly close: () => Promise<void>
}

export async function openClinic(size: RelaySize): Promise<Clinic> {
  const installation = await growRelay(size)
  const relay = await startServerProcess('relay/index.ts', { ...installation.env, ...withoutLimits })
  return {
    size,
    relay,
    installation,
    startHost: (workstation, userId) => startConsoleHost(workstation, relay.url, userId),
    close: async () => {
      await relay.stop()
      installation.remove()
    },
  }
}

/** A console of a clinic at work: its host, its disk, its page. */
export interface OpenConsole {
  readonly host: ConsoleHost
  readonly workstation: Workstation
  readonly browser: Browser
  readonly screen: ConsolePage
  readonly close: () => Promise<void>
}

/** Opens a console on a new disk, and resolves when all is there. Its browser is its own, so that no other page's work is in its times. */
export async function openConsole(clinic: Clinic, userId: UserId): Promise<OpenConsole> {
  const workstation = createWorkstation()
  const [host, browser] = await Promise.all([clinic.startHost(workstation, userId), launchBrowser()])
  const screen = await openConsolePage(browser, host.link)
  await untilListed(screen)
  await untilFetched(screen)
  return {
    ...{ host, workstation, browser, screen },
    close: async () => {
      await browser.close()
      await host.stop()
      workstation.remove()
    },
  }
}
