import { createServerTime } from '../../client/serverTime.ts'
import type { DeviceId } from '../../shared/model/ids.ts'
import type { Storage } from '../storage/storage.ts'
import type { Identity } from './account/identity.ts'
import type { AccountListener, OpenedAccount } from './account/openedAccount.ts'
import { createAttention } from './attention/attention.ts'
import { createLater } from './attention/later.ts'
import { createOwedTurns } from './attention/owedTurns.ts'
import { joinCapabilities } from './capability.ts'
import { createClinicRules } from './clinic/clinicRules.ts'
import type { CoreParts } from './coreParts.ts'
import { createDrafts } from './drafts/drafts.ts'
import { createEntries } from './entries/entries.ts'
import { createCurrentTransport } from './link/currentTransport.ts'
import { createFreshness } from './link/freshness.ts'
import { createLinkState } from './link/linkState.ts'
import { createRelayConnection } from './link/relayConnection.ts'
import { createRelayRest } from './link/relayRest.ts'
import { createTokenKeeper } from './link/tokens.ts'
import { createCatchUp } from './log/catchUp.ts'
import { createCommit } from './log/commit.ts'
import type { Committed } from './log/committed.ts'
import { createForgetting } from './log/forgetting.ts'
import { createOpenSessions } from './log/openSessions.ts'
import { createRangeReads } from './log/ranges/readRanges.ts'
import { storeReceived } from './log/storeReceived.ts'
import { createUnsentMessages, toUnsent } from './log/unsentMessages.ts'
import { createOutbox } from './outbox/outbox.ts'
import { createPresence } from './people/presence.ts'
import { createTyping } from './people/typing.ts'
import { createRecords } from './records/records.ts'
import { createBackground } from './runtime/background.ts'
import { type CoreTimings, coreTimings } from './runtime/coreTimings.ts'
import type { Emit } from './runtime/events.ts'
import { createFeed } from './runtime/feed.ts'
import type { StorageHealth } from './runtime/storageHealth.ts'
import { createSearch } from './search/search.ts'
import { createChanges } from './sessions/changes.ts'
import { createFoundSessions } from './sessions/foundSessions.ts'
import { createPatientLinks } from './sessions/patientLinks.ts'
import { createSessionList } from './sessions/sessionList.ts'
import { createWorkspace } from './settings/workspace.ts'
import { createWatermarkSender } from './watermarks/watermarkSender.ts'

export interface OpenAccountParts
  extends Pick<CoreParts, 'clock' | 'random' | 'log' | 'openSocket' | 'fetch' | 'deviceName' | 'timings'> {
  readonly storage: Storage
  readonly identity: Identity
  readonly listener: AccountListener
  readonly deviceId: DeviceId
  readonly emit: Emit
  readonly storageHealth: StorageHealth
}

type AccountLog = ReturnType<typeof startLog>

/** Time that closing waits for a relay that does not respond. */
const closeTimeoutMs = 2_000

/** Builds everything that is there while the file of a user is open. Nothing connects before `connect`. */
export function openAccount(parts: OpenAccountParts): OpenedAccount {
  const { storage, clock, emit } = parts
  const account = startLog(parts)
  const { unsent, tokens, rest, transport, committed, background, link } = account
  const capabilities = createCapabilities(account)
  const { sessions, typing, presence, workspace, clinic } = capabilities
  const { handlers, receive, close } = joinCapabilities(capabilities.list, committed, transport)
  const connection = createRelayConnection({
    ...account,
    ...{ relayUrl: parts.identity.relayUrl, device: { id: parts.deviceId, name: parts.deviceName }, receive },
    restTransport: rest.transportWith(tokens.current),
    catchUp: (over) => {
      background.run(() => clinic.fetch(over))
      return account.catchUp.everything(over)
    },
  })
  const allUnsent = () => toUnsent(unsent.all())

  return {
    ...{ storage, tokens, rest, identity: account.identity },
    handlers: {
      ...handlers,
      connectNow: async () => {
        await connection.connectNow()
        return {}
      },
    },
    state: () => ({
      link: link.current(),
      sessions: sessions.all(),
      ...allUnsent(),
      typing: typing.notices(),
      presence: presence.all(),
      workspace: workspace.current(),
      clinic: clinic.settings(),
    }),
    announce: () => {
      emit({ name: 'sessionsChanged', payload: { items: sessions.all(), removed: [] } })
      emit({ name: 'entriesChanged', payload: { logged: [], ...allUnsent(), withdrawn: [] } })
    },
    connect: connection.start,
    disconnect: connection.stop,
    /** Stops the link, emits what is still to be emitted, and closes the file when everything under way has ended. */
    close: async () => {
      connection.stop(null)
      link.close()
      close()
      const timedOut = Promise.withResolvers<void>()
      const cancelTimeout = clock.after(closeTimeoutMs, timedOut.resolve)
      // A renewal that the relay has granted must reach the disk.
      await Promise.race([Promise.all([tokens.idle(), background.idle()]), timedOut.promise])
      cancelTimeout()
      account.endWriting()
      storage.close()
    },
  }
}

/** The log of an account and the transport to the relay, which capabilities subscribe to, and what all of them stand on. */
function startLog(parts: OpenAccountParts) {
  const { storage, clock, log, emit } = parts
  const timings: CoreTimings = parts.timings ?? coreTimings
  const background = createBackground(log)
  const { storageHealth, endWriting } = endable(parts.storageHealth)
  let { identity } = parts

  const rest = createRelayRest({ ...parts, relayUrl: identity.relayUrl, requestTimeoutMs: timings.requestTimeoutMs })
  const tokens = createTokenKeeper({
    ...{ storage, rest, clock, storageHealth, expired: parts.listener.expired },
    renewed: (user) => {
      identity = { ...identity, name: user.name, role: user.role }
      parts.listener.renewed(user)
    },
  })
  const transport = createCurrentTransport(log)
  const committed = createFeed<Committed>(log, () => 'committed')
  const unsent = createUnsentMessages(storage.outbox.all())
  const timeChanges = createFeed<number>(log, () => 'serverTime')
  const serverTime = createServerTime({ clock, changed: timeChanges.publish })
  const link = createLinkState({ clock, serverTime, emit })
  const freshness = createFreshness({ clock })
  const opened = createOpenSessions({ clock, log, stored: storage.settings.read('openSessions') ?? [] })
  const commit = createCommit({
    ...{ storage, unsent, self: () => identity, relayNow: serverTime.latest, publish: committed.publish },
    isOpen: opened.has,
  })
  timeChanges.subscribe((setBackMs) => {
    link.timeChanged()
    storageHealth.write(() => commit.boundTimes(setBackMs))
  })
  const shared = {
    ...parts,
    ...{ timings, storageHealth, transport, unsent, commit, opened, serverTime, run: background.run },
    self: () => identity.userId,
    backOff: timings.resend,
  }
  const catchUp = createCatchUp({ ...shared, syncToken: () => storage.settings.read('syncToken') ?? null })
  const { fetchSessions: sessionsDiffer, lackDigest, haveDigest } = catchUp

  return {
    ...shared,
    ...{ rest, tokens, link, freshness, committed, background, endWriting, catchUp, sessionsDiffer },
    identity: () => identity,
    // Before everything was caught up with, what comes may end what began long before.
    watchedAt: () =>
      link.current().mode === 'live' && freshness.isFresh() && serverTime.known() ? serverTime.now() : null,
    ranges: createRangeReads({ ...shared, sessionsDiffer, lackDigest, haveDigest }),
  }
}

/** Creates the capabilities of the account that is signed in. They receive each commit in this order. */
function createCapabilities(account: AccountLog) {
  const { catchUp, ranges } = account
  const typing = createTyping(account)
  const presence = createPresence(account)
  const clinic = createClinicRules({
    ...account,
    flagsChanged: (list) => {
      owedTurns.lookFor(list)
      sessions.owedChanged()
    },
  })
  const owedTurns = createOwedTurns({ ...account, flagList: clinic.flagList() })
  const attention = createAttention(account)
  const sessions = createSessionList({ ...account, attention, owedOf: owedTurns.of })
  const workspace = createWorkspace(account)
  const list = [
    storeReceived(account),
    createOutbox({ ...account, catchUpThread: ranges.fetchEnd }),
    createEntries({ ...account, fetchPart: ranges.fetchPart }),
    typing,
    presence,
    owedTurns,
    sessions,
    createLater(account),
    { close: attention.close },
    createPatientLinks(account),
    createFoundSessions(account),
    createRecords(account),
    createChanges(account),
    createSearch(account),
    createWatermarkSender(account),
    createDrafts(account),
    workspace,
    clinic,
    catchUp,
    ranges,
    createForgetting(account),
    { close: account.opened.close },
  ] as const
  return { list, typing, presence, sessions, workspace, clinic }
}

/** Returns the same health, but that nothing is written after the end: an answer that comes then finds no file. */
function endable(storageHealth: StorageHealth): {
  readonly storageHealth: StorageHealth
  readonly endWriting: () => void
} {
  let isEnded = false
  return {
    storageHealth: { ...storageHealth, write: (work) => !isEnded && storageHealth.write(work) },
    endWriting: () => {
      isEnded = true
    },
  }
}
