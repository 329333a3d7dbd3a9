import type { Principal } from '../../sessions/access/principal.ts'
import type { SessionUseCases } from '../../sessions/sessionUseCases.ts'
import type { RateLimiter } from '../createRateLimiter.ts'

/** Returns the use cases with what adds to a thread limited for each user and address, by whatever way it comes in. */
export function limitSending<UseCases extends SessionUseCases>(useCases: UseCases, limit: RateLimiter): UseCases {
  const limited =
    <Rest extends readonly unknown[], Answer>(useCase: (principal: Principal, ...rest: Rest) => Promise<Answer>) =>
    async (principal: Principal, ...rest: Rest): Promise<Answer> => {
      const { userId, address } = principal
      await Promise.all([limit('sendAsUser', userId), address !== undefined && limit('sendFromAddress', address)])
      return await useCase(principal, ...rest)
    }
  return {
    ...useCases,
    appendMessage: limited(useCases.appendMessage),
    editMessage: limited(useCases.editMessage),
    redactMessage: limited(useCases.redactMessage),
    reactToMessage: limited(useCases.reactToMessage),
    changeSession: limited(useCases.changeSession),
  }
}
