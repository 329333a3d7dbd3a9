import type { Clock } from '../../src/shared/model/clock.ts'
import { limits } from '../../src/shared/protocol/limits.ts'
import { chooseFile, type FileFault } from './chooseFile.ts'
import type { ChosenFile, OwnInvitation, PageStore } from './pageStore.ts'

/** A file that was not taken. `full`: the browser has no room for it; `tooMany`: a message carries no more. */
export interface FileProblem {
  readonly name: string
  readonly fault: FileFault | 'full' | 'tooMany'
}

export interface DraftFiles {
  readonly files: () => readonly ChosenFile[]
  /** Some that were chosen are still being looked at. */
  readonly isBusy: () => boolean
  /** Reads what was chosen before a reload. */
  readonly load: () => Promise<void>
  /** Looks at files and keeps those that can be sent; gives the others. */
  readonly add: (files: readonly File[]) => Promise<readonly FileProblem[]>
  readonly remove: (id: string) => void
  /** Resolves when everything that was chosen so far has been looked at. */
  readonly ready: () => Promise<void>
  /** The message that is written has these now, and the next one begins with none. */
  readonly take: () => readonly ChosenFile[]
  readonly putBack: (files: readonly ChosenFile[]) => void
}

/** What was chosen in a tab that was then closed is forgotten after this long. */
const unsentExpiresMs = 24 * 3_600_000

/** The files of the message that is being written, kept on this device from the moment they are chosen. */
export function createDraftFiles(parts: {
  readonly own: OwnInvitation
  readonly store: PageStore
  /** Which files are this tab's. */
  readonly tab: { readonly read: () => string; readonly write: (ids: string) => void }
  readonly newFileId: () => string
  readonly subtle: SubtleCrypto | undefined
  readonly clock: Pick<Clock, 'now'>
  readonly changed: () => void
}): DraftFiles {
  const { own, store, tab, clock, changed } = parts
  let files: readonly ChosenFile[] = []
  let adding: Promise<unknown> = Promise.resolve()
  let busy = 0

  function put(next: readonly ChosenFile[]): void {
    files = next
    tab.write(files.map(({ id }) => id).join(' '))
    changed()
  }

  async function addOne(from: File): Promise<FileProblem['fault'] | undefined> {
    if (files.length >= limits.attachmentsPerMessage) return 'tooMany'
    const choice = await chooseFile(from, { id: parts.newFileId(), subtle: parts.subtle })
    if (choice.fault !== undefined) return choice.fault
    const isKept = await store.putFile(own, choice.file, choice.content, clock.now()).then(
      () => true,
      () => false,
    )
    if (!isKept) return 'full'
    put([...files, choice.file])
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
      await store.removeUnsentFiles(own, clock.now() - unsentExpiresMs)
      files = await store.findFiles(tab.read().split(' ').filter(Boolean))
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
      void store.removeFile(id)
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
  }
}
