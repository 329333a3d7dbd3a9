import type { Entry } from '../../src/shared/model/entry.ts'
import type { UserId } from '../../src/shared/model/ids.ts'
import type { StoredWatermark } from '../store/store.ts'
import type { KnownSession } from './knownSession.ts'

/** What is on disk and is now to be told to everyone concerned who is connected. */
export type News =
  | { readonly kind: 'entry'; readonly session: KnownSession; readonly entry: Entry }
  | { readonly kind: 'watermark'; readonly session: KnownSession; readonly mark: StoredWatermark }
  | {
      readonly kind: 'session'
      readonly session: KnownSession
      /** All watermarks of the session, for its views. */
      readonly watermarks: readonly StoredWatermark[]
      readonly removed: readonly UserId[]
      /** Support may no longer look on: whoever of it does not take part is to forget the session. */
      readonly isClosedToSupport: boolean
    }
  /** A clinician of an active session is in hours; said again and again while it is so. Nothing of it is stored. */
  | { readonly kind: 'clinicianReady'; readonly session: KnownSession; readonly clinicianId: UserId }

/** Takes news in the order in which they are to arrive. Returns at once. */
export type Publish = (news: News) => void
