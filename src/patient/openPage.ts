import { v4, v7 } from 'uuid'
import type { FailureKind } from '../shared/model/failure.ts'
import { deviceIdSchema, entryIdSchema } from '../shared/model/ids.ts'
import { systemClock } from '../shared/model/timing/clock.ts'
import { type PageSettings, pageSettingsName, pageSettingsSchema } from '../shared/protocol/settings/pageSettings.ts'
import { findInvitation } from './link/findInvitation.ts'
import { recognise } from './link/recognise.ts'
import { askScreen } from './screen/askScreen.ts'
import { endScreen, openingScreen } from './screen/endScreen.ts'
import type { KeptInvitation, OpenInvitation } from './store/keptRows.ts'
import { isFull } from './store/pageDatabase.ts'
import { openPageStore, type PageStore } from './store/pageStore.ts'
import { registerWorker } from './store/registerWorker.ts'
import { createStorageHealth } from './store/storageHealth.ts'
import { type EndReason, strings } from './strings.ts'
import { openVisit } from './visit/openVisit.ts'

/** Time after which the page tries again what the browser could not read or store at the opening. */
const retryMs = 3_000

/** Builds the page into this element, from the link that was opened or from what this device has kept. */
export function openPage(into: HTMLElement): void {
  const base = new URL('..', document.baseURI)
  const settings = readSettings()
  const storage = createStorageHealth()
  const show = (screen: HTMLElement) => into.replaceChildren(screen)
  const end = (reason: EndReason) => show(endScreen(reason, settings))
  show(openingScreen(navigator.onLine ? strings.opening : strings.openingOffline, settings))
  registerWorker().then(undefined, () => undefined)

  function enter(store: PageStore, invitation: KeptInvitation): void {
    if (invitation.state === 'over') end('ended')
    else if (invitation.state === 'left') end('left')
    else enterOpen(store, invitation)
  }
  function enterOpen(store: PageStore, invitation: OpenInvitation): void {
    openVisit({
      ...{ base, store, storage, invitation, show, end, phones: settings },
      clock: systemClock,
      fraction: () => Math.random(),
      deviceId: deviceIdSchema.parse(v4()),
      newEntryId: () => entryIdSchema.parse(v7()),
      refused: (kind) => end(endOf(kind)),
    })
  }

  async function open(store: PageStore): Promise<void> {
    const found = await findInvitation(store, window)
    if (found === 'invalid') return end('invalid')
    if (found.known) return enter(store, found.known)
    const asked = await recognise({ store, reopening: settings.reopening, sessionStorage })
    if (asked === undefined) return end('missing')
    show(
      askScreen(settings, async (birthDate) => {
        const came = await asked(birthDate)
        if (typeof came !== 'number') enter(store, came)
        else if (came > 0) return came
        else end('missing')
        return undefined
      }),
    )
  }
  function tryToOpen(store: PageStore): void {
    open(store).then(undefined, (error: unknown) => {
      if (isFull(error)) {
        end('unsupported')
        return
      }
      show(openingScreen(strings.openingUnkept, settings))
      systemClock.after(retryMs, () => tryToOpen(store))
    })
  }
  openPageStore({ outdated: () => end('outdated'), failing: storage.report }).then(tryToOpen, () => end('unsupported'))
  // A link that is opened in a tab where the page stands already only changes the hash.
  addEventListener('hashchange', () => location.reload())
}

/**
 * Returns the settings that the relay has written into the document; where there are none, those of a relay that has set nothing.
 */
function readSettings(): PageSettings {
  const written = document.querySelector<HTMLMetaElement>(`meta[name="${pageSettingsName}"]`)?.content
  return pageSettingsSchema.parse(JSON.parse(written || '{}'))
}

function endOf(kind: FailureKind): EndReason {
  if (kind === 'tokenExpired') return 'expired'
  if (kind === 'protocol') return 'outdated'
  return kind === 'conflict' ? 'used' : 'invalid'
}
