import type { Draft } from '../../src/shared/model/draft.ts'
import type { DraftSave } from '../../src/shared/protocol/draft.ts'
import type { Principal } from '../sessions/access/principal.ts'

/** Use cases of what people have begun to write and not sent. Everybody has their own alone. */
export interface DraftUseCases {
  /**
   * Keeps a draft for the principal's other consoles, and tells them; returns it as it is then, null where there is none. What the asker has not seen is not emptied by them, and is offered to them where their text
   * takes its place. Refuses patients with `forbidden`, a thread that is not theirs with `notFound`, and with `conflict` where too many other texts wait already.
   */
  readonly saveDraft: (principal: Principal, save: DraftSave) => Promise<Draft | null>
  /** Returns the principal's drafts, in the threads that are theirs to see, that have changed since a version; all of them where there was never such a version. Refuses patients with `forbidden`. */
  readonly listDrafts: (
    principal: Principal,
    after: number,
  ) => Promise<{ readonly drafts: Draft[]; readonly upTo: number; readonly more: boolean }>
}
