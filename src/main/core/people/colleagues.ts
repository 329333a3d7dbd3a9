import { requireAnswer } from '../../../client/reply.ts'
import type { Handlers } from '../../../shared/ipc/commands.ts'
import { FailureError } from '../../../shared/model/failure.ts'
import type { CurrentTransport } from '../link/currentTransport.ts'

/** Creates the list of who else is at the clinic, as the relay knows it now. Nothing of it is kept: who was free an hour ago says nothing. */
export function createColleagues(parts: { readonly transport: Pick<CurrentTransport, 'current'> }) {
  return {
    handlers: {
      findColleagues: async (request) => {
        const over = parts.transport.current()
        if (over?.via !== 'socket')
          throw new FailureError('offline', 'There is no live connection, and only the relay knows who is there.')
        const { items, page } = requireAnswer(await over.request('colleagues:find', request))
        return { items, hasMore: page !== undefined }
      },
    } satisfies Partial<Handlers>,
  }
}
