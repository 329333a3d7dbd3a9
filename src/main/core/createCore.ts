import type { Account, ConsoleState, Settings } from '../../shared/ipc/consoleState.ts'
import type { CommandRequest, Handlers } from '../../shared/ipc/contract.ts'
import { type Failure, FailureError } from '../../shared/model/failure.ts'
import type { Tokens } from '../../shared/protocol/rest.ts'
import type { Storage } from '../storage/storage.ts'
import { createAccountFiles } from './accountFiles.ts'
import { backOffMs } from './backOff.ts'
import type { Core } from './core.ts'
import type { CoreParts } from './coreParts.ts'
import { coreTimings } from './coreTimings.ts'
import { createEvents } from './events.ts'
import { type Identity, type OpenAccount, openAccount } from './openAccount.ts'
import { createRelayRest } from './relayRest.ts'
import { createTrouble } from './trouble.ts'

const firstSettings: Settings = { colourScheme: 'system' }
const signInAgain: Failure = {
  kind: 'unauthenticated',
  message: 'Your sign-in has expired. Nothing is sent until you sign in again; nothing is lost.',
}

/**
 * The console without its host. When somebody was signed in, their data is open when this returns, before any network.
 * Throws when the data directory cannot be used at all; a database that cannot be opened is told as a signed-out account.
 */
export function createCore(parts: CoreParts): Core {
  const { clock, log } = parts
  const timings = parts.timings ?? coreTimings
  const events = createEvents(log)
  const trouble = createTrouble({ emit: events.emit, log })
  const files = createAccountFiles(parts)
  let open: OpenAccount | null = null
  let account: Account = { state: 'signedOut', relayUrl: files.relayUrl(), failure: files.damage }
  let looseSettings = firstSettings
  let isClosed = false
  let cancelSignIn: (() => void) | null = null
  /** Signing in and out, one after the other. */
  let lastChange: Promise<unknown> = Promise.resolve()

  function setAccount(next: Account): Account {
    account = next
    events.emit({ name: 'accountChanged', payload: next })
    return next
  }

  function openWith(storage: Storage, identity: Identity): OpenAccount {
    const opened: OpenAccount = openAccount({
      ...parts,
      ...{ storage, identity, trouble, deviceId: files.deviceId, emit: events.emit },
      renewed: (user) => {
        const renewed = { ...identity, name: user.name, role: user.role }
        trouble.writing(() => storage.transact(() => storage.settings.write('account', renewed)))
        if (open === opened && account.state === 'signedIn') setAccountUnlessSame({ state: 'signedIn', ...renewed })
      },
      expired: () => {
        if (open !== opened) return
        log.info({}, 'the sign-in has expired')
        opened.disconnect(signInAgain)
        setAccount({ state: 'expired', ...opened.identity() })
        if (parts.signInWith) void signInByItself(1)
      },
    })
    return opened
  }

  function setAccountUnlessSame(next: Account): void {
    if (JSON.stringify(next) !== JSON.stringify(account)) setAccount(next)
  }

  function openLast(): OpenAccount | null {
    try {
      const storage = files.openLast()
      if (!storage) return null
      const identity = storage.settings.read('account')
      if (!identity) {
        storage.close()
        return null
      }
      account = { state: 'signedIn', ...identity }
      return openWith(storage, identity)
    } catch (error) {
      if (!(error instanceof FailureError)) throw error
      log.warn({ kind: error.failure.kind }, 'the database could not be opened')
      account = { state: 'signedOut', relayUrl: files.relayUrl(), failure: error.failure }
      return null
    }
  }

  function inTurn<T>(change: () => Promise<T>): Promise<T> {
    const turn = lastChange.then(change)
    lastChange = turn.catch(() => undefined)
    return turn
  }

  async function signIn({ relayUrl: given, user, password }: CommandRequest<'signIn'>): Promise<Account> {
    const relayUrl = new URL(given).href
    const { requestTimeoutMs } = timings
    const tokens = await createRelayRest({ relayUrl, fetch: parts.fetch, clock, requestTimeoutMs }).login(
      user,
      password,
    )
    const identity: Identity = { relayUrl, userId: tokens.user.id, name: tokens.user.name, role: tokens.user.role }
    const before = open?.identity()
    const isSame = before?.userId === identity.userId && before.relayUrl === relayUrl
    if (!isSame) await closeAccount()
    if (isClosed) throw new FailureError('unavailable', 'The console is closing.')
    if (isSame && open) return resume(open, identity, tokens)
    const { storage, loss } = files.openFor(relayUrl, identity.userId)
    try {
      storage.transact(() => storage.settings.write('account', identity))
      files.signedIn(relayUrl, identity.userId)
    } catch (error) {
      storage.close()
      throw error
    }
    if (loss) trouble.state(loss)
    open = openWith(storage, identity)
    return resume(open, identity, tokens)
  }

  function resume(opened: OpenAccount, identity: Identity, tokens: Tokens): Account {
    opened.tokens.accept(tokens)
    const next = setAccount({ state: 'signedIn', ...identity })
    events.emit({ name: 'sessionsChanged', payload: { items: opened.sessions.all(), removed: [] } })
    events.emit({ name: 'entriesChanged', payload: { logged: [], pending: opened.outbox.pending(), withdrawn: [] } })
    events.emit({ name: 'settingsChanged', payload: readSettings() })
    opened.connect()
    return next
  }

  async function signInByItself(failures: number): Promise<void> {
    const credentials = parts.signInWith
    if (!credentials || isClosed) return
    try {
      await inTurn(() => signIn(credentials))
    } catch (error) {
      if (!(error instanceof FailureError)) throw error
      log.info({ kind: error.failure.kind }, 'signing in by itself did not work')
      if (isClosed) return
      if (account.state === 'signedOut') setAccountUnlessSame({ ...account, failure: error.failure })
      const waitMs = backOffMs(failures, timings.reconnect, parts.random)
      cancelSignIn = clock.after(waitMs, () => void signInByItself(failures + 1))
    }
  }

  async function signOut(): Promise<Account> {
    const leaving = open
    if (!leaving) return account
    const { rest } = leaving
    const relayUrl = leaving.identity().relayUrl
    const refreshToken = leaving.tokens.forget()
    files.signedOut()
    await closeAccount()
    const next = setAccount({ state: 'signedOut', relayUrl, failure: null })
    // The person is signed out here whether or not the relay can be told.
    if (refreshToken !== null) void rest.logout(refreshToken)
    return next
  }

  async function closeAccount(): Promise<void> {
    const closing = open
    open = null
    await closing?.close()
  }

  function opened(): OpenAccount {
    if (!open) throw new FailureError('unauthenticated', 'Nobody is signed in at this console.')
    return open
  }

  function readSettings(): Settings {
    return open?.storage.settings.read('settings') ?? looseSettings
  }

  function readConsole(): ConsoleState {
    const nothing = { sessions: [], pending: [], typing: [], presence: [] }
    const link = { mode: 'offline', since: startedAt, lastAcknowledgedAt: null, failure: null } as const
    return {
      account,
      ...(open?.state() ?? { link, ...nothing }),
      settings: readSettings(),
      workspace: open?.storage.settings.read('workspace') ?? null,
      trouble: trouble.current(),
    }
  }

  const handlers: Handlers = {
    readConsole: async () => readConsole(),
    signIn: (request) => inTurn(() => signIn(request)),
    signOut: () => inTurn(signOut),
    readEntries: async ({ sessionId, thread, before, limit }) => {
      const { storage } = opened()
      const found = storage.sessions.findThread(sessionId, thread)
      if (!found) throw new FailureError('notFound', 'There is no such session, or this thread is not open to you.')
      const entries = storage.entries.page(found, before, limit + 1)
      return { entries: entries.slice(-limit), hasEarlier: entries.length > limit }
    },
    sendMessage: async (request) => {
      const { outbox, typing } = opened()
      const pending = outbox.enqueue(request)
      typing.finished(request.sessionId, request.thread)
      return pending
    },
    retryMessage: async ({ id }) => {
      opened().outbox.retry(id)
      return {}
    },
    reviseMessage: async (request) => opened().outbox.revise(request),
    discardMessage: async ({ id }) => {
      opened().outbox.discard(id)
      return {}
    },
    saveDraft: async ({ sessionId, thread, text }) => {
      const { storage, sessions } = opened()
      if (!storage.sessions.findThread(sessionId, thread))
        throw new FailureError('notFound', 'There is no such session.')
      if (storage.transact(() => storage.drafts.save(sessionId, thread, text))) sessions.touch(sessionId)
      return {}
    },
    markSeen: async ({ sessionId, thread, upTo }) => {
      opened().watermarks.markSeen(sessionId, thread, upTo)
      return {}
    },
    setTyping: async (request) => {
      opened().typing.set(request)
      return {}
    },
    setPresence: async ({ status }) => {
      opened().presence.set(status)
      return {}
    },
    saveSettings: async (settings) => {
      const storage = open?.storage
      if (storage) storage.transact(() => storage.settings.write('settings', settings))
      else looseSettings = settings
      events.emit({ name: 'settingsChanged', payload: settings })
      return {}
    },
    saveWorkspace: async ({ workspace }) => {
      const { storage } = opened()
      storage.transact(() => storage.settings.write('workspace', workspace))
      return {}
    },
  }

  const startedAt = clock.now()
  const last = openLast()
  open = last
  last?.connect()
  if (parts.signInWith && needsSignIn(parts.signInWith.relayUrl)) void signInByItself(1)

  return {
    handlers,
    listen: events.listen,
    close: async () => {
      if (isClosed) return
      isClosed = true
      cancelSignIn?.()
      await closeAccount()
    },
  }

  /** Another relay than the last one has other users, even under the same names. */
  function needsSignIn(relayUrl: string): boolean {
    return account.state !== 'signedIn' || account.relayUrl !== new URL(relayUrl).href
  }
}
