import { describe } from 'vitest'
import { accountContract } from './accounts/accountContract.ts'
import { endedAccessContract } from './accounts/endedAccessContract.ts'
import { signInContract } from './accounts/signInContract.ts'
import { tokenRotationContract } from './accounts/tokenRotationContract.ts'
import { tokenTheftContract } from './accounts/tokenTheftContract.ts'
import { session as endedSession, s2 } from './attachments/attachmentRecords.ts'
import { carriedFilesContract } from './attachments/carriedFilesContract.ts'
import { unsentFilesContract } from './attachments/unsentFilesContract.ts'
import { uploadBudgetContract } from './attachments/uploadBudgetContract.ts'
import { callContract } from './calls/callContract.ts'
import { changesContract } from './changesContract.ts'
import { clinicContract } from './clinic/clinicContract.ts'
import { digestContract } from './digests/digestContract.ts'
import { momentContract } from './digests/momentContract.ts'
import { durabilityContract } from './log/durabilityContract.ts'
import { editingContract } from './log/editingContract.ts'
import { findingContract } from './log/findingContract.ts'
import { idempotencyContract } from './log/idempotencyContract.ts'
import { pagingContract } from './log/pagingContract.ts'
import { sequenceContract } from './log/sequenceContract.ts'
import { unreadContract } from './log/unreadContract.ts'
import { watermarkContract } from './log/watermarkContract.ts'
import { wordContract } from './log/wordContract.ts'
import { notificationContract } from './notifications/notificationContract.ts'
import { topicContract } from './notifications/topicContract.ts'
import { type OpenStore, openForEachTest } from './openForEachTest.ts'
import { erasedAccountContract } from './retention/erasedAccountContract.ts'
import { pseudonymContract } from './retention/pseudonymContract.ts'
import { purgeContract } from './retention/purgeContract.ts'
import { redactedTextContract } from './retention/redactedTextContract.ts'
import { changeRequestContract } from './sessions/changeRequestContract.ts'
import { concurrentChangeContract } from './sessions/concurrentChangeContract.ts'
import { sessionContract } from './sessions/sessionContract.ts'
import { otherSessionId, session } from './storeRecords.ts'

const onOpenSessions = [
  sequenceContract,
  idempotencyContract,
  durabilityContract,
  pagingContract,
  editingContract,
  unreadContract,
  wordContract,
  findingContract,
  watermarkContract,
  digestContract,
  momentContract,
  changesContract,
  sessionContract,
  concurrentChangeContract,
  changeRequestContract,
  callContract,
  notificationContract,
  topicContract,
  clinicContract,
  accountContract,
  tokenRotationContract,
  tokenTheftContract,
  endedAccessContract,
  signInContract,
  erasedAccountContract,
  pseudonymContract,
]

const onEndedSessions = [
  uploadBudgetContract,
  carriedFilesContract,
  unsentFilesContract,
  purgeContract,
  redactedTextContract,
]

/** Contract of every database that the relay runs on. */
export function storeContract(name: string, open: () => Promise<OpenStore>): void {
  describe(`the store on ${name}`, () => {
    const opened = openForEachTest(open, [session(), session({ id: otherSessionId })])
    for (const contract of onOpenSessions) contract(opened)
  })
  describe(`the store on ${name}, with sessions that have ended`, () => {
    const opened = openForEachTest(open, [endedSession(), endedSession({ id: s2 })])
    for (const contract of onEndedSessions) contract(opened)
  })
}
