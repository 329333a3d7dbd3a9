import type { Clock } from '../../shared/model/timing/clock.ts'
import { limits } from '../../shared/protocol/limits.ts'
import type { ChosenFile, OwnInvitation } from '../store/keptRows.ts'
import { isFull } from '../store/pageDatabase.ts'
import type { PageStore } from '../store/pageStore.ts'
import { chooseFile, type FileFault } from './chooseFile.ts'

/** A file that was not taken. `full`: the browser has no room for it; `unkept`: it could not store it; `tooMany`: a message carries no more. */
export interface FileProblem {
  readonly name: string
  readonly fault: FileFault | 'full' | 'unkept' | 'tooMany'
}

export interface DraftFiles {
  readonly files: () => readonly ChosenFile[]
  /** Some that were chosen are still being looked at. */
  readonly isBusy: () => boolean
  /** Reads what was chosen before a reload. */
  readonly load: () => Promise<void>
  /** Looks at files and keeps those that can be sent; returns the others. */
  readonly add: (files: readonly File[]) => Promise<readonly FileProblem[]>
  readonly remove: (id: string) => void
  /** Resolves when everything that was chosen so far has been looked at. */
  readonly ready: () => Promise<void>
  /** The message that is written has these now, and the next one begins with none. */
  readonly take: () => readonly ChosenFile[]
  readonly putBack: (files: readonly ChosenFile[]) => void
  /** Keeps nothing more on this device, of what is still being looked at either. */
  readonly stop: () => void
}

/** Time after which files are dropped that were chosen in a tab that was then closed. */
const unsentExpiresMs = 24 * 3_600_000

interface DraftFilesParts {
  readonly own: OwnInvitation
  readonly store: Pick<PageStore, 'putFile' | 'findFiles' | 'removeFile' | 'removeUnsentFiles'>
  /** Ids of the files that are this tab's. */
  readonly tab: { readonly read: () => string; readonly write: (ids: string) => void }
  readonly newFileId: () => string
  readonly subtle: SubtleCrypto | undefined
  readonly clock: Pick<Clock, 'now'>
  readonly changed: () => void
}

/** The files of the message that is being written, kept on this device from the moment they are chosen. */
export function createDraftFiles(parts: DraftFilesParts): DraftFiles {
  const { own, store, tab, clock, changed } = parts
  let files: readonly ChosenFile[] = []
  let adding: Promise<unknown> = Promise.resolve()
  let busy = 0
  let isStopped = false

  function put(next: readonly ChosenFile[]): void {
    files = next
    tab.write(files.map(({ id }) => id).join(' '))
    changed()
  }

  async function addOne(from: File): Promise<FileProblem['fault'] | undefined> {
    if (files.length >= limits.attachmentsPerMessage) return 'tooMany'
    const kept = await keepFile(from, parts, () => isStopped)
    if ('fault' in kept) return kept.fault
    put([...files, kept.file])
    return undefined
  }

  async function addAll(from: readonly File[]): Promise<readonly FileProblem[]> {
    const problems: FileProblem[] = []
    for (const file of from) {
      const fault = await addOne(file)
      if (fault) problems.push({ name: file.name, fault })
    }
    return problems
  }

  return {
    files: () => files,
    isBusy: () => busy > 0,
    load: async () => {
      const chosen = tab.read().split(' ').filter(Boolean)
      // What stays now goes at the next opening. What was chosen in this tab stays, whatever the device's clock was set to since.
      await store.removeUnsentFiles(own, clock.now() - unsentExpiresMs, chosen).then(undefined, () => undefined)
      files = await store.findFiles(chosen)
    },
    add: (from) => {
      busy += 1
      changed()
      const added = adding.then(() => addAll(from))
      const done = () => {
        busy -= 1
        changed()
      }
      adding = added.then(done, done)
      return added
    },
    remove: (id) => {
      put(files.filter((file) => file.id !== id))
      // What stays is in no message, and goes like all that was not sent.
      store.removeFile(id).then(undefined, () => undefined)
    },
    ready: async () => {
      await adding
    },
    take: () => {
      const taken = files
      put([])
      return taken
    },
    putBack: (taken) => put([...taken, ...files]),
    stop: () => {
      isStopped = true
    },
  }
}

/** Looks at a file and stores it, unless that `isStopped` meanwhile. Returns it as it was stored, or why it was not taken. */
async function keepFile(
  from: File,
  { own, store, clock, newFileId, subtle }: DraftFilesParts,
  isStopped: () => boolean,
): Promise<{ readonly file: ChosenFile } | { readonly fault: FileProblem['fault'] }> {
  const choice = await chooseFile(from, { id: newFileId(), subtle })
  if (choice.fault !== undefined) return choice
  if (isStopped()) return { fault: 'unkept' }
  const fault = await store.putFile(own, choice.file, choice.content, clock.now()).then(
    () => undefined,
    (error: unknown) => (isFull(error) ? 'full' : 'unkept'),
  )
  if (fault !== undefined) return { fault }
  // Stored before the end, it goes with all the rest that is forgotten then.
  return isStopped() ? { fault: 'unkept' } : { file: choice.file }
}
