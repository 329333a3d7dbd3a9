import type { CommandRequest, Handlers } from '../../../shared/ipc/commands.ts'
import { FailureError } from '../../../shared/model/failure.ts'
import type { StorageReader } from '../../storage/storage.ts'
import type { OnReceived } from '../link/currentTransport.ts'
import type { Transport } from '../link/transport.ts'
import type { Commit } from '../log/commit.ts'
import type { Committed } from '../log/committed.ts'
import { createDraftSender, type DraftSenderParts } from './draftSender.ts'

export interface DraftParts extends DraftSenderParts {
  readonly storage: Pick<StorageReader, 'drafts' | 'relayDrafts' | 'sessions'>
  readonly commit: Pick<Commit, 'saveDraft' | 'settleDraft' | 'storeDrafts' | 'storeAnsweredDraft'>
  /** Returns the version of this person's drafts up to which all changes have come. */
  readonly draftsUpTo: () => number
}

/** Creates the keeper of texts that are not sent yet, one for each thread: on the disk here, and at the relay for this person's other consoles. */
export function createDrafts(parts: DraftParts) {
  const { storage, commit, storageHealth } = parts
  const sender = createDraftSender(parts)

  function save({ sessionId, thread, text, replaces }: CommandRequest<'saveDraft'>): void {
    const there = storage.drafts.of(sessionId)[thread]
    const isAnother = replaces !== undefined && there !== '' && there !== replaces && there !== text
    if (isAnother && text === '') return
    const known = storage.relayDrafts.find(sessionId, thread)
    const cameFromElsewhere = known !== undefined && known.takenVersion === known.version && known.text === there
    if (isAnother && !cameFromElsewhere)
      throw new FailureError('conflict', 'Another window has a draft for the same thread.')
    // What came in the moment in which this was written is the older text: the relay keeps it.
    commit.saveDraft(sessionId, thread, text, { hasSeenLast: !isAnother })
  }

  return {
    handlers: {
      saveDraft: async (request) => {
        save(request)
        return {}
      },
      settleDraft: async (other) => {
        commit.settleDraft(other)
        return {}
      },
    } satisfies Partial<Handlers>,
    /** Takes over what has changed at the relay since it was asked last. Without an answer, what is here goes on to hold. */
    fetch: async ({ request }: Transport): Promise<void> => {
      for (let isMore = true; isMore; ) {
        const after = parts.draftsUpTo()
        const reply = await request('draft:list', { after })
        if (reply.outcome !== 'answered') return
        const { drafts, upTo, more } = reply.answer
        const isStored = storageHealth.write(() => commit.storeDrafts(drafts, { upTo, isOtherPast: upTo < after }))
        isMore = more && isStored
      }
      sender.look()
    },
    onReceived: {
      'draft:changed': ({ draft }) =>
        storageHealth.write(() => commit.storeDrafts([draft], { upTo: null, isOtherPast: false })),
    } satisfies OnReceived,
    onCommitted: ({ sessions, queued }: Committed): void => {
      // A text that was sent is gone elsewhere too, before somebody sends it there.
      if (queued.length > 0) sender.look()
      else if (sessions.length > 0) sender.lookSoon()
    },
    onTransport: sender.begin,
    close: sender.close,
  }
}
