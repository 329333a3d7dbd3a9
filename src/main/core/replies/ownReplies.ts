import type { CommandRequest, Handlers } from '../../../shared/ipc/commands.ts'
import { FailureError } from '../../../shared/model/failure.ts'
import { isSameName, mostReplies, mostRepliesBytes, type OwnReply } from '../../../shared/model/replies/quickReply.ts'
import { textBytes } from '../../../shared/model/text/messageText.ts'
import type { Storage } from '../../storage/storage.ts'
import type { Emit } from '../runtime/events.ts'

export interface OwnRepliesParts {
  readonly storage: Pick<Storage, 'transact' | 'settings'>
  readonly emit: Emit
}

/** Creates the keeper of the person's own quick replies: on this disk, encrypted like all else. */
export function createOwnReplies({ storage, emit }: OwnRepliesParts) {
  let held: readonly OwnReply[] = storage.settings.read('replies') ?? []

  function write(replies: readonly OwnReply[]): void {
    const sorted = replies.toSorted((one, other) => one.name.localeCompare(other.name))
    storage.transact(() => storage.settings.write('replies', sorted))
    held = sorted
    emit({ name: 'repliesChanged', payload: { replies: sorted } })
  }

  function save({ id, name, text, version }: CommandRequest<'saveReply'>): void {
    const was = held.find((reply) => reply.id === id)
    // The answer to the first time may have been lost.
    if (was && was.version === version + 1 && was.name === name && was.text === text) return
    if ((was?.version ?? 0) !== version) throw changedMeanwhile(was)
    const others = held.filter((reply) => reply.id !== id)
    if (others.some((other) => isSameName(other.name, name)))
      throw new FailureError('conflict', 'Another of your replies has this name. Give it another, or change that one.')
    const replies = [...others, { id, name, text, version: version + 1 }]
    requireRoom(replies)
    write(replies)
  }

  function remove({ id, version }: CommandRequest<'removeReply'>): void {
    const was = held.find((reply) => reply.id === id)
    if (!was) return
    if (was.version !== version) throw changedMeanwhile(was)
    write(held.filter((reply) => reply.id !== id))
  }

  return {
    all: (): OwnReply[] => [...held],
    handlers: {
      saveReply: async (request) => done(save(request)),
      removeReply: async (request) => done(remove(request)),
    } satisfies Partial<Handlers>,
  }
}

const done = (_: unknown) => ({})

function changedMeanwhile(was: OwnReply | undefined): FailureError {
  const happened = was ? 'This reply was changed in another window.' : 'This reply was removed in another window.'
  return new FailureError('conflict', `${happened} Look at what is there now; your text is still here.`)
}

function requireRoom(replies: readonly OwnReply[]): void {
  if (replies.length > mostReplies)
    throw new FailureError('tooLarge', `You have ${mostReplies} replies, which is the most. Remove one first.`)
  if (textBytes(JSON.stringify(replies)) > mostRepliesBytes)
    throw new FailureError('tooLarge', 'Your replies together are too long. Shorten this one, or remove another.')
}
