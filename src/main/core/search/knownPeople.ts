import type { SessionId } from '../../../shared/model/ids.ts'
import { isCalled, type KnownNames } from '../../../shared/model/search/searchQuery.ts'
import { wordsOf } from '../../../shared/model/text/searchedWords.ts'
import type { StorageReader } from '../../storage/storage.ts'

interface People {
  /** The patient's name, record number and birth date, and the names of patients who take part. */
  readonly patient: readonly string[]
  /** Everybody's name. */
  readonly senders: readonly (readonly string[])[]
}

/** Creates the list of who is known by which names in which session. Each session is read once, and again after it has changed. */
export function createKnownPeople(storage: Pick<StorageReader, 'sessions'>) {
  const peopleOf = new Map<SessionId, People>()
  let unread: Set<SessionId> | null = null

  function read(id: SessionId): void {
    const session = storage.sessions.find(id)
    if (!session) {
      peopleOf.delete(id)
      return
    }
    const { patient, participants } = session
    const names = participants.map(({ name, role }) => ({ role, words: wordsOf(name) }))
    const facts = patient ? [patient.name, patient.mrn, patient.birthDate].flatMap(wordsOf) : []
    const ofPatients = names.filter(({ role }) => role === 'patient').flatMap(({ words }) => words)
    peopleOf.set(id, { patient: [...facts, ...ofPatients], senders: names.map(({ words }) => words) })
  }

  function all(): ReadonlyMap<SessionId, People> {
    for (const id of unread ?? storage.sessions.ids()) read(id)
    unread = new Set()
    return peopleOf
  }

  return {
    names: {
      isSender: (words) => [...all().values()].some(({ senders }) => senders.some((name) => isCalled(name, words))),
      isPatient: (words) => [...all().values()].some(({ patient }) => isCalled(patient, words)),
    } satisfies KnownNames,
    /** The sessions whose patient is called so. */
    sessionsOf: (words: readonly string[]): SessionId[] =>
      [...all()].flatMap(([id, { patient }]) => (isCalled(patient, words) ? [id] : [])),
    changed: (ids: readonly SessionId[]) => {
      for (const id of ids) unread?.add(id)
    },
  }
}
