import type { ConsoleState } from '../../shared/ipc/consoleState.ts'
import { commandNames } from '../../shared/ipc/names.ts'
import { defaultClinic } from '../../shared/model/clinic/clinicRules.ts'
import type { Clock } from '../../shared/model/timing/clock.ts'
import { createAccount } from './account/account.ts'
import { createAccountFiles } from './account/accountFiles.ts'
import { createCurrentAccount } from './account/currentAccount.ts'
import type { AccountHandlers, OpenedAccount } from './account/openedAccount.ts'
import { createHandingOver } from './closing/handingOver.ts'
import type { Core } from './core.ts'
import type { CoreParts } from './coreParts.ts'
import { createRelayRest } from './link/relayRest.ts'
import { openAccount } from './openAccount.ts'
import { createBackground } from './runtime/background.ts'
import { coreTimings } from './runtime/coreTimings.ts'
import { createEvents } from './runtime/events.ts'
import { createStorageHealth } from './runtime/storageHealth.ts'
import { createSettings } from './settings/settings.ts'

/**
 * The console without its host. When somebody was signed in, their data is open when this returns, before any network.
 * Throws when the data directory cannot be used at all; a database that cannot be opened is reported as a signed-out account.
 */
export function createCore(parts: CoreParts): Core {
  const { clock, log, signInWith } = parts
  const { reconnect: backOff, requestTimeoutMs } = parts.timings ?? coreTimings
  const events = createEvents(log)
  const emit = events.publish
  const storageHealth = createStorageHealth({ emit, log })
  const files = createAccountFiles(parts)
  const current = createCurrentAccount({
    ...{ emit, storageHealth, log, first: { state: 'signedOut', relayUrl: files.relayUrl(), failure: files.damage } },
    openAccount: (storage, identity, listener) =>
      openAccount({ ...parts, ...{ storage, identity, listener, storageHealth, emit, deviceId: files.deviceId } }),
  })
  const settings = createSettings({ emit, storage: () => current.find()?.storage ?? null })
  const account = createAccount({
    ...{ ...parts, signInWith, current, files, storageHealth, backOff, run: createBackground(log).run },
    restAt: (relayUrl) => createRelayRest({ ...parts, relayUrl, requestTimeoutMs }),
    announceSettings: settings.announce,
  })
  const handingOver = createHandingOver({ clock, emit, countListeners: events.countSubscribers })
  const nobody = nobodysState(clock)
  account.start()

  return {
    handlers: {
      ...handlersOf(current.require),
      ...account.handlers,
      ...settings.handlers,
      ...handingOver.handlers,
      readConsole: async () => ({
        account: current.stated(),
        ...(current.find()?.state() ?? nobody),
        settings: settings.current(),
        trouble: storageHealth.current(),
      }),
    },
    listen: events.subscribe,
    handOver: handingOver.ask,
    close: account.close,
  }
}

/** Returns the commands of whoever is signed in when one is called. */
function handlersOf(requireOpened: () => OpenedAccount): AccountHandlers {
  const call = (name: string) => async (request: unknown) => {
    const { handlers } = requireOpened()
    return (handlers as Readonly<Record<string, (request: unknown) => Promise<unknown>>>)[name]?.(request)
  }
  return Object.fromEntries(commandNames.map((name) => [name, call(name)])) as AccountHandlers
}

function nobodysState(clock: Pick<Clock, 'now'>): Omit<ConsoleState, 'account' | 'settings' | 'trouble'> {
  return {
    ...{ sessions: [], pending: [], amending: [], typing: [], presence: [], workspace: null },
    clinic: { waits: defaultClinic.waits, laterReasons: defaultClinic.laterReasons },
    link: {
      ...{ mode: 'offline', since: clock.now(), lastAcknowledgedAt: null },
      ...{ fetchedAt: null, relayClock: null, failure: null },
    },
  }
}
