import type { PageSettings } from '../../shared/protocol/settings/pageSettings.ts'
import type { KeptInvitation } from '../store/keptRows.ts'
import type { PageStore } from '../store/pageStore.ts'
import { invitationKeyInTab } from './findInvitation.ts'

/** After so many wrong answers only the link opens the visit. */
const mostWrongAnswers = 5

/** The visit of who knows the date of birth, or how often somebody who does not may still try. */
export type Recognise = (birthDate: string) => Promise<KeptInvitation | number>

/**
 * Returns a way into the visit that was last open on this device for somebody without the link: the patient's date of birth,
 * since others may use the device too. Undefined when the clinic wants the link, or there is nothing to ask or to open.
 */
export async function recognise({
  store,
  reopening,
  sessionStorage,
}: {
  readonly store: PageStore
  readonly reopening: PageSettings['reopening']
  readonly sessionStorage: Storage
}): Promise<Recognise | undefined> {
  if (reopening === 'link') return undefined
  const last = await store.lastInvitation()
  if (last?.state !== 'ours' || last.wrongAnswers >= mostWrongAnswers) return undefined
  const birthDate = (await store.findSession(last))?.session.patient?.birthDate
  if (birthDate === undefined) return undefined
  let { wrongAnswers } = last
  return async (answer) => {
    const isRight = answer === birthDate
    wrongAnswers = isRight ? 0 : wrongAnswers + 1
    // Kept before it is answered: nobody gets more tries by loading the page again.
    await store.putInvitation({ ...last, wrongAnswers })
    if (!isRight) return mostWrongAnswers - wrongAnswers
    sessionStorage.setItem(invitationKeyInTab, last.invitationId)
    return last
  }
}
