import type { AttachmentUseCases } from '../../attachments/attachmentUseCases.ts'
import type { Work } from '../createWork.ts'
import { workCosts as costs } from '../workCosts.ts'

/** Returns the use cases with uploads held to what they cost: each begins with a commit, for which the messages of others would wait. */
export function limitUploading(attachments: AttachmentUseCases, work: Work): AttachmentUseCases {
  return {
    ...attachments,
    begin: (principal, sessionId, post) =>
      work(principal, costs.upload, () => attachments.begin(principal, sessionId, post)),
    discard: (principal, id) => work(principal, costs.upload, () => attachments.discard(principal, id)),
  }
}
